"""Values of any depth in copy.deepcopy and pickle.

Both would go from a result to its inputs, and to theirs, each a call within the last, until Python allows no more. So a
result asks them to begin with the operations that it depends on, one by one, each after those it takes its inputs from.
"""

import copyreg
import threading

from micrograd.engine import Value


class Below:
    """The operations that a result depends on; a list of them, once it is copied."""

    def __init__(self, result):
        self.result = result

    def __reduce__(self):
        return list, (), None, self.one_by_one()

    def one_by_one(self):
        begun = set()
        walks.begun.append(begun)
        try:
            for node in self.result._operations()[:-1]:
                begun.add(node)
                yield node
        finally:
            walks.begun.remove(begun)


class Walks(threading.local):
    """The walks over operations that are under way in a thread, each as the set of those it has come to."""

    def __init__(self):
        self.begun = []


walks = Walks()


def reduced(value):
    """Return how a Value is made again, in the form that copyreg wants."""
    # In a walk, what it depends on came before it.
    below = None if not value._edges or any(value in begun for begun in walks.begun) else Below(value)
    return made_again, (below, value.data, value.grad, value._edges, value._op)


def made_again(_, data, grad, edges, op):
    """Return a Value; what comes first among the arguments has only to be there."""
    value = Value(data, edges, op)
    value.grad = grad
    return value


copyreg.pickle(Value, reduced)
