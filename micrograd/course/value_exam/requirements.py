"""What a Value must do: each function examines the learner's class, and returns the sentence that says what it covered.

Only `data`, `grad`, `backward()`, Python's operators and the named methods are asked for: how a class does it is its
own business. Each raises NotYet or Wrong, with the method at fault in its text.
"""

from micrograd.course.value_exam.classes import is_empty
from micrograd.course.value_exam.one_operation import keeps_slopes, operation
from micrograd.course.value_exam.sheet import engine
from micrograd.course.value_exam.whole_graph import backward, backward_on_trees, operations_in_order

__all__ = "operation", "keeps_slopes", "backward_on_trees", "operations_in_order", "backward", "engine", "is_empty"
