"""extend: a method arrives in a living class, and in its objects that were made before."""

import pytest
from answers_given import learners_value

from micrograd.course.extend import extend


def test_objects_made_earlier_gain_the_method():
    value = learners_value("")
    a, b = value(2.0), value(-3.0)
    with pytest.raises(TypeError):
        a * b

    @extend(value)
    def __mul__(self, other):
        return value(self.data * other.data)

    assert (a * b).data == -6.0 and value.__mul__ is __mul__


def test_extend_gives_a_property_too():
    class Thing:
        pass

    @extend(Thing)
    @property
    def size(self):
        return 3

    assert Thing().size == 3


def test_extend_without_its_class_says_so():
    with pytest.raises(TypeError, match=r"@extend\(Value\)"):
        extend(lambda self: self)
