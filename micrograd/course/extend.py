"""extend: adds a method to a class that is already in use."""


def extend(cls):
    """Return a decorator that makes a function a method of cls, which existing objects gain too."""
    if not isinstance(cls, type):
        raise TypeError("name the class that gains the method: @extend(Value)")

    def add(method):
        function = method.fget if isinstance(method, property) else method
        if function.__name__ in vars(cls):
            delattr(cls, function.__name__)  # so that what came last stands last in the class
        setattr(cls, function.__name__, method)
        return method

    return add
