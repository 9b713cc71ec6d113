"""What a Value must do, whoever wrote it: its operations, its backward, and the class as a whole."""
