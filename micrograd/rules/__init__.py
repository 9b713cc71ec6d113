"""What each operation computes, and its derivatives: one table that yields both numbers and formulas."""
