"""What each operation computes, and its derivatives: one table, of which numbers and formulas are made."""
