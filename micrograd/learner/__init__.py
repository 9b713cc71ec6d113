"""What is the learner's: the answers they gave, and their code, run within bounds."""
