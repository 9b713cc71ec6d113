"""The learner's own names for values: the variables that hold them, looked up where the picture is asked for."""

LONGEST = 18  # of a path: of a longer one, such as net.layers[0].neurons[3].w[1], the module's own part is enough: w[1]
LONGEST_SAID = 60  # letters of a name in a sentence
DEEPEST = 8  # objects, one inside the other


def short(name):
    """Return a name for a sentence, cut if it is long."""
    return name if len(name) <= LONGEST_SAID else f"{name[: LONGEST_SAID - 1]}…"


def names_in(frame, kind):
    """Return the names, by id, of all objects of class kind that a frame's variables hold.

    Looks into lists, tuples, dictionaries and modules (objects with `parameters`): `x`, `w[0]`, `n.b`. Of two names for
    one object the first one wins, and a local name comes before a global one. What is deep inside a network has the
    name that its own module gives it: `w[1]`.
    """
    names = {}
    for scope in (frame.f_locals, frame.f_globals):
        for name, obj in list(scope.items()):
            # IPython keeps results in In, Out, _, _1, __, ...
            if not name.startswith("_") and name not in ("In", "Out"):
                _collect(obj, name, kind, names)
    return names


def _collect(obj, name, kind, names, own="", depth=0):
    """Add the names of all objects of this kind in an object called name; own is what the innermost module calls it."""
    if depth > DEEPEST or len(own or name) > LONGEST:
        return
    if isinstance(obj, kind):
        if len(name) <= LONGEST or own:
            names.setdefault(id(obj), name if len(name) <= LONGEST else own)
    elif type(obj) in (list, tuple):
        for i, item in enumerate(obj[:100]):
            _collect(item, f"{name}[{i}]", kind, names, own and f"{own}[{i}]", depth + 1)
    elif type(obj) is dict:
        for key, item in list(obj.items())[:100]:
            _collect(item, f"{name}[{key!r}]", kind, names, own and f"{own}[{key!r}]", depth + 1)
    elif not isinstance(obj, type) and callable(getattr(type(obj), "parameters", None)):
        for attribute, item in list(getattr(obj, "__dict__", {}).items()):
            _collect(item, f"{name}.{attribute}", kind, names, attribute, depth + 1)
