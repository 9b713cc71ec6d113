"""A scalar autograd engine, neural nets built on it, and live pictures of what it computes."""

from micrograd import copying  # noqa: F401 (so that wherever there is a Value, copy and pickle know how to take it)
