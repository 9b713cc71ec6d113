"""A scalar autograd engine, neural nets built on it, and live pictures of what it computes."""
