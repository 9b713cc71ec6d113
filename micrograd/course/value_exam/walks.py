"""Known mistakes of `backward`: for each, a class that makes it and its hints."""

from micrograd.course.value_exam.model import in_order, model
from micrograd.course.value_exam.operations import sending
from micrograd.learner.sandbox import Endless, TooDeep


def walking(order, fresh=True, seed=lambda self: 1.0, add=False):
    """Return a backward that walks in this order; unless fresh, results keep their gradients from the last call."""

    def backward(self):
        nodes = order(self)
        if fresh:
            for node in nodes:
                if node._edges:
                    node.grad = 0.0
        self.grad = self.grad + seed(self) if fresh or add else seed(self)
        for node in nodes:
            node.send()

    return backward


def consumers_first(root):
    return in_order(root)[::-1]


def visited_once(take):
    """Return the order of a walk that goes on from each node to its inputs and visits none again."""

    def order(root):
        seen, todo, found = {root}, [root], []
        while todo:
            node = todo.pop(take)
            found.append(node)
            for source in node._prev:
                if source not in seen:
                    seen.add(source)
                    todo.append(source)
        return found

    return order


def deep_first(root, turned=False):
    """Return each node, then all that is below its first input, then below the next; none twice."""
    found = []

    def visit(node):
        if node not in found:
            found.append(node)
            for source in node._prev[::-1] if turned else node._prev:
                visit(source)

    visit(root)
    return found


def marking(self):
    """Run backward without the nodes that an earlier call has visited."""
    order = [node for node in consumers_first(self) if not hasattr(node, "visited")]
    for node in order:
        node.visited = True
        if node._edges:
            node.grad = 0.0
    self.grad = 1.0
    for node in order:
        node.send()


def every_path(root):
    """Return each node once for every path that leads to it, inputs last."""
    found = [root]
    for node in found:
        if len(found) > 5000:
            break
        found += node._prev
    return found


def unseen(root):
    """Return the order of a topological sort that does not check whether it has visited a node already."""
    found = []

    def visit(node):
        for source in node._prev:
            visit(source)
        found.append(node)

    visit(root)
    return found[::-1]


def recursing(all_first, seen=False, adds=True):
    """Return a backward that recurses into every input: at once, or after all inputs have their shares."""

    def backward(self):
        self.grad = 1.0
        been = set()

        def go(node):
            if seen and node in been:
                return
            been.add(node)
            for source, slope in node._edges:
                source.grad = source.grad * adds + slope * node.grad
                if not all_first:
                    go(source)
            for source, _ in node._edges if all_first else ():
                go(source)

        go(self)

    return backward


def reseeding(self):
    """Call backward itself for each input, which sets that input's gradient to 1."""
    self.grad = 1.0
    for source, slope in self._edges:
        source.grad += slope * self.grad
        source.backward()


def operations_only(root):
    return [node for node in in_order(root) if node._edges]


def output_only(order):
    """Return a backward that sends the output's own gradient at each step of the walk."""

    def backward(self):
        self.grad = 1.0
        for _ in order(self):
            self.send()

    return backward


def to_one_input(which):
    """Return a backward that sends to one input of each result alone."""

    def backward(self):
        order = consumers_first(self)
        for node in order:
            if node._edges:
                node.grad = 0.0
        self.grad = 1.0
        for node in order:
            for source, slope in node._edges[which]:
                source.grad += slope * node.grad

    return backward


def emptied(self):
    """Zero the leaves too before each call."""
    for node in in_order(self):
        node.grad = 0.0
    self.grad = 1.0
    for node in consumers_first(self):
        node.send()


# Tables: the classes that make a mistake, with its hints


def spread(table):
    """Return each class with its hints, from a table that groups the classes by hints."""
    return [(broken, *hints) for classes, *hints in table for broken in classes]


def making(*backwards):
    return [model(backward=backward) for backward in backwards]


def sent(text):
    return [model(sent=sending(text))]


ENDLESS = "It calls itself without end: it should stop at a leaf, which has no inputs, and never call itself on the same node."
LOOP = "Is there a loop that nothing ends?"
ORDER = "List all results so that each stands after its inputs. From which end is that list to be walked?"
HALF = (
    "Of two equal inputs one is lost: a set, or a dict, keeps each once. Look at a + a.",
    "How many arrows lead from a to a + a? Does your loop go along as many?",
)
STOPS = [(TooDeep, ENDLESS), (Endless, LOOP)]
(RESEEDS,) = spread([
    (making(reseeding),
        "It calls `backward` for each input, and that begins by setting the 1 anew: only the output's own gradient is 1."),
])
BETWEEN_CALLS = spread([
    (making(walking(consumers_first, fresh=False), walking(consumers_first, fresh=False, add=True)),
        "Inner gradients are left over from the last call, and add up over two calls: results start afresh at 0, only leaves add up.",
        "Who sets the gradients of the results back to 0 before the walk begins?"),
    (making(emptied),
        "The leaves lose what they had before the call, set to 0 or replaced: gradients of several losses should add up in them.",
        "How does it know a leaf? It has no inputs."),
    (making(marking),
        "A second call sends nothing from what the first has visited: is it still marked, or gone from a list?"),
])
WALKS = [*spread([
    (making(walking(consumers_first, seed=lambda self: 0.0)),
        "It does not begin with 1, or sets that to something else again: the output's own gradient is 1 before anything is sent back.",
        "If it is set to 1: is it set to something else again before the walk begins?"),
    (making(walking(consumers_first, seed=lambda self: self.data)), "It begins with the output's data, not 1."),
    (sent("slope * grad") + making(recursing(all_first=False, adds=False), recursing(all_first=True, adds=False)),
        "It replaces the gradient that was there: `=` where `+=` belongs. What comes along several paths adds up.",
        "In a + a two shares arrive at the same Value. What does the second one do to the first?"),
    (sent("had + slope"),
        "The slope is not multiplied by the incoming gradient, that of the result it leads to (the output's own is 1).",
        "In (a + b) * f: by how much does L move if the sum does, and by how much the sum if a does? And so L, if a does?"),
    (sent("had + grad"),
        "The gradient is handed on as it arrives: the slope is missing.",
        "What is sent along an edge is the product of two numbers. Which one is missing?"),
    (sent("had + slope + grad"), "Slope and gradient are added: along an edge they are multiplied."),
    (sent("had - slope * grad"), "It is taken away: `-=` where `+=` belongs."),
    (sent("had"),
        "Nothing is sent back to the inputs.",
        "Is each share added to the `grad` of an input? If a function is to do it: is that called, with brackets?"),
    (making(walking(in_order), walking(lambda root: [root])),
        "It gets one step far. Either it stops there, though inputs have inputs, too; or it visits inputs before the "
        "results made of them, when nothing has arrived at these.",
        "Which node does it visit first, and what has that node got by then?",
        ORDER),
]), *BETWEEN_CALLS, *spread([
    (making(to_one_input(slice(1)), to_one_input(slice(-1, None))),
        "Of a result's inputs only one gets its share: is the line that sends inside the loop over them, and does nothing end that loop early?",
        "How often does that loop go round for a + b?"),
    (making(output_only(in_order), output_only(operations_only)),
        "Each round of its loop is about the output, `self`, and not about the loop's node."),
    ([model(kept=lambda edges: tuple(dict(edges).items()))], *HALF),
    (making(walking(unseen), walking(every_path), recursing(all_first=False), recursing(all_first=True)),
        "A node that is used twice is visited twice, and sends on the same gradient again. Visit each node once, when all has arrived.",
        ORDER),
    (making(recursing(all_first=False, seen=True), recursing(all_first=True, seen=True), walking(visited_once(0)),
            walking(visited_once(-1)), walking(deep_first), walking(lambda root: deep_first(root, turned=True))),
        "A node is visited before all those that use it: it sends on what it has, and what arrives later stays there.",
        "All that use a node have to send before the node does.",
        ORDER),
])]
