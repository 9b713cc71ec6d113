"""The checks of notebook 04: Can the graph do it for us?"""

from micrograd.checks import requirements
from micrograd.checks.examine import exercise, predict, prediction


@prediction("guess = -3")
def slope_on_edge(guess):
    """Check the predicted slope on the edge from a to a * b, at a = 2 and b = -3."""
    return predict(
        guess,
        -3,
        "-3, which is b: as a moves by h, a * b moves by h times b. On the edge from b stands a, which is 2.",
        {
            3: "The size is right. But b is negative: as a rises, a * b falls.",
            2: "That is a itself. As a moves by h, by how much does a * b move?",
            -2: "Is that a with its sign turned round? As a moves by h, by how much does a * b move?",
            -6: "That is e, the product. The edge says how fast it moves as a does.",
            1: "1 is the slope of a sum. In a product each nudge is multiplied by the other side.",
            6: "6 is a's gradient, the slope of L in a: that is the whole way. The edge is one step, from a to e.",
        },
    )


@exercise(
    """
    @extend(Value)
    def __mul__(self, other):
        return Value(self.data * other.data, ((self, other.data), (other, self.data)), "*")
    """
)
def mul_slopes(Value):
    """Check Value.__mul__: the product, and beside each input its slope."""
    return requirements.keeps_slopes(Value, "__mul__")


@exercise(
    """
    def send(node):
        for source, slope in node._edges:
            source.grad = slope * node.grad
            send(source)


    @extend(Value)
    def backward(self):
        self.grad = 1.0
        send(self)
    """
)
def first_backward(Value):
    """Check the first Value.backward: all gradients, where no Value is used twice."""
    return requirements.backward_on_trees(Value)


@prediction("guess = 398")
def edges_walked(guess):
    """Check the predicted number of edges in the graph of a product of 200 inputs."""
    return predict(
        guess,
        398,
        "398: 200 inputs are joined by 199 products, and each product has two edges.",
        {
            199: "So many products join 200 inputs. How many edges lead to each?",
            200: "So many edges leave the inputs. Each product but the last goes into another one, too.",
            400: "Nearly: how many products does it take to join 2 inputs? And 3?",
            399: "So many Values there are, 200 inputs and 199 products. How many edges lead to each product?",
            201: "So many calls the nudges need. How many products join 200 inputs, and how many edges has each?",
            597: "That is with the 199 multiplications of the way forward. Asked are the edges alone.",
        },
        near=0,
    )
