"""extend: give a living class one more method."""


def extend(cls):
    """Return a decorator that makes a function a method of cls: objects made earlier have it too."""
    if not isinstance(cls, type):
        raise TypeError("name the class that gains the method: @extend(Value)")

    def add(method):
        setattr(cls, method.__name__, method)
        return method

    return add
