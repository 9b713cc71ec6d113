"""What a person can ask of a live graph: to step, nudge, predict, compare, fold, and to see it as formulas."""
