"""What belongs to the learner: the answers they gave, and their code, run within bounds."""
