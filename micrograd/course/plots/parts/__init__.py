"""What several pictures are made of, and the longer ones in pieces."""
