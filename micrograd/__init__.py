"""A scalar autograd engine, neural nets built from it, and living pictures of what it computes."""
