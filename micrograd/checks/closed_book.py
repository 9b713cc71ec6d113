"""The checks of notebook 07: Can you rebuild it from memory?"""

from micrograd.checks.examine import exercise
from micrograd.checks.requirements import engine as examined


@exercise("from micrograd.engine import Value as MyValue")
def engine(Value):
    """Check a whole engine: every requirement, ticked or with the first counter-example."""
    return examined(Value)
