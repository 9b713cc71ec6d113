"""What a person can ask of a live graph: to fold it, to explain, step, nudge, predict, compare, and to read it as formulas."""
