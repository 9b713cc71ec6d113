"""extend: give a living class one more method."""


def extend(cls):
    """Return a decorator that makes a function a method of cls: objects made earlier have it too."""
    if not isinstance(cls, type):
        raise TypeError("name the class that gains the method: @extend(Value)")

    def add(method):
        function = method.fget if isinstance(method, property) else method
        setattr(cls, function.__name__, method)
        return method

    return add
