"""The stack beside a graph: what is shown is what the function itself does, and the function does what it ever did."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from micrograd.course.plots.parts.stack_picture import names_of
from micrograd.course.plots.parts.stack_story import MOST_STEPS
from micrograd.course.plots.stack import places, show_stack, story_of
from micrograd.engine import Value
from micrograd.picture.graph import nodes
from micrograd.picture.still import STORED


def met(v):
    order, seen, todo = [], set(), [v]
    while todo:
        node = todo.pop()
        if node not in seen:
            seen.add(node)
            order.append(node)
            todo += [source for source, _ in node._edges if source._edges]
    return order


def visit(node, order):
    if node._edges and node not in order:
        for source, _ in node._edges:
            visit(source, order)
        order.append(node)


def peeking(v):
    """Another right order: a node stays on the stack until its inputs are done."""
    done, waiting, known = [], [], set()
    waiting.append(v)
    while True:
        if not waiting:
            break
        node = waiting[-1]
        rest = [source for source, _ in node._edges if source._edges and id(source) not in known]
        if rest:
            waiting.append(rest[0])
        else:
            waiting.pop()
            if id(node) not in known:
                known.add(id(node))
                done.append(node)
    return done


def in_pairs(v):
    order, seen, todo = [], set(), [(v, False)]
    while todo:
        node, done = todo.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            todo.append((node, True))
            todo.extend((source, False) for source, _ in node._edges if source._edges)
    return order


def helped(v):
    return in_pairs(v)


RIGHT = [Value._operations, peeking, in_pairs, helped]
WALKS = [met, *RIGHT]


@st.composite
def graphs(draw):
    """Draw the last Value of a graph, in which any two that are there may be multiplied, one by itself too."""
    values = [Value(2.0), Value(3.0)]
    for _ in range(draw(st.integers(1, 8))):
        one, other = (values[-1 - draw(st.integers(0, min(3, len(values) - 1)))] for _ in "ab")
        values.append(one * other)
    return values[-1]


def example():
    a, b, c = Value(2.0), Value(-3.0), Value(10.0)
    e = a * b
    g = b * c
    d = e + g
    L = d * e
    return L, {"a": a, "b": b, "c": c, "e": e, "g": g, "d": d, "L": L}


def told(function, root, *more, named=()):
    """Return the names of a graph's nodes, and the story of a function on it."""
    order = nodes(root)
    names = names_of(order, {id(value): name for name, value in dict(named).items()})
    return names, story_of(function, (root, *more), order, names)


def of_example(function, *more):
    """Return the story of a function on the graph of the notebook, whose Values are named as there."""
    L, named = example()
    return told(function, L, *more, named=named)[1]


def texts(items):
    return [item.text for item in items]


# What is shown is what happens


@pytest.mark.parametrize("walk", WALKS)
@settings(max_examples=40)
@given(root=graphs())
def test_each_state_is_the_one_before_with_what_was_taken_and_what_is_new(walk, root):
    turns = told(walk, root)[1].turns
    for before, turn in zip(turns, turns[1:]):
        kept = len(turn.stack) - turn.new
        assert turn.stack[:kept] == before.stack[:kept]
        assert turn.taken == before.stack[kept:][::-1]
        for row, old in zip(turn.rows, before.rows):
            assert row.items == old.items + row.items[len(row.items) - row.new :]
        said = turn.said.replace("it goes back", f"{texts(turn.taken)[:1]} goes back")
        assert all(text in said for text in texts((*turn.taken, *turn.stack[kept:])))
        assert all(f"in `{row.name}`" in said for row in turn.rows if row.new)


@pytest.mark.parametrize("walk", RIGHT)
@settings(max_examples=40)
@given(root=graphs())
def test_a_right_walk_ends_with_an_empty_stack_and_gives_the_order_that_it_gives_unwatched(walk, root):
    names, found = told(walk, root)
    last, graph = found.turns[-1], nodes(root)
    numbered = sorted((place, int(i)) for i, (place,) in places(last.rows).items())
    assert [id(graph[i]) for _, i in numbered] == [*map(id, walk(root))]
    assert last.stack == () and f"Nothing is left on `{found.name}`." in last.said
    assert f"returns [{', '.join(names[i] for _, i in numbered)}]" in last.said


@settings(max_examples=40)
@given(root=graphs())
def test_the_calls_that_wait_lead_down_from_the_root(root):
    order = []
    visit(root, order)
    turns = told(visit, root, shown := [])[1].turns
    assert shown == order, "the very list that was handed over"
    for turn in turns[1:]:
        assert len({item.call for item in turn.stack}) == len(turn.stack)
        assert all(above.caller == below.call for below, above in zip(turn.stack, turn.stack[1:]))
    assert turns[-1].stack == () and len(turns[-1].rows[0].items) == len(order)


def test_the_notebooks_example_in_words():
    assert [turn.said for turn in of_example(met).turns[1:]] == [
        "L is popped: new in `seen`; number 1 in `order`; d and e go on `todo`, e on top.",
        "e is popped: new in `seen`; number 2 in `order`.",
        "d is popped: new in `seen`; number 3 in `order`; e and g go on `todo`, g on top.",
        "g is popped: new in `seen`; number 4 in `order`.",
        "e is popped: in `seen` already.",
        "met returns [L, e, d, g]. Nothing is left on `todo`.",
    ]
    said = [turn.said for turn in of_example(Value._operations).turns]
    assert said[1] == "L is popped: new in `seen`; it goes back, with None, d and e above it."
    assert said[3] == "None is popped, then e: e is number 1 in `order`."


def test_calls_in_words():
    said = [turn.said for turn in of_example(visit, []).turns]
    assert said[2:4] == [
        "visit(d) is called by visit(L), which waits.",
        "visit(e) is called by visit(d), which waits.",
    ]
    assert said[6] == "e is number 1 in `order`. Then visit(e) ends: visit(d) goes on."


# What is wrong is shown as it is


def without_seen(v):
    order, todo = [], [v]
    while todo:
        node = todo.pop()
        order.append(node)
        todo += [source for source, _ in node._edges if source._edges]
    return order


def from_the_front(v):
    order, todo = [], [v]
    while todo:
        node = todo.pop(0)
        order.append(node)
        todo += [source for source, _ in node._edges if source._edges]
    return order


def replacing(v):
    todo = [v]
    while todo:
        node = todo.pop()
        todo = [source for source, _ in node._edges]
    return todo


def never_popping(v):
    todo = [v]
    while todo:
        node = todo[-1]  # noqa: F841
    return []


def asleep(v):
    todo = [v]
    while todo:
        todo.append(todo.pop())


def growing(v):
    todo = [v]
    while todo:
        node = todo.pop()
        todo += [node, node]


def swallowing(v):
    todo = [v]
    while True:
        try:
            todo.append(todo.pop())
        except BaseException:
            continue


def pushing_pairs(v):
    todo = [v]
    while todo:
        todo.extend(todo.pop()._edges)


def recursing(v):
    return recursing(v)


def exiting(v):
    todo = [v]
    while todo.pop():
        sys.exit()


@pytest.mark.parametrize(
    ("walk", "shown"),
    [
        (without_seen, "without_seen returns [L, e, d, g, e]. Nothing is left"),
        (from_the_front, "from_the_front returns [L, d, e, e, g]."),
        (replacing, "replacing returns []."),
        (never_popping, "It had not come to an end by then"),
        (asleep, "It had not come to an end by then"),
        (growing, "It had not come to an end by then"),
        (swallowing, "It had not come to an end by then"),
        (pushing_pairs, "Here it ends: AttributeError in pushing_pairs: 'tuple' object has no attribute '_edges'."),
        (recursing, "Here it ends: "),
        (exiting, "Here it ends: SystemExit"),
    ],
)
def test_a_wrong_walk_is_shown_to_where_it_ends(walk, shown):
    before = sys.gettrace()
    turns = of_example(walk).turns
    assert turns[-1].said.removeprefix(f"The first {MOST_STEPS} turns are shown. ").startswith(shown)
    assert 1 < len(turns) <= MOST_STEPS + 2 and sys.gettrace() is before


def test_without_seen_a_node_has_two_numbers():
    assert sorted(map(len, places(of_example(without_seen).turns[-1].rows).values())) == [1, 1, 1, 2]


def test_a_line_may_make_a_list_and_take_from_it():
    walk = eval("lambda v: (todo := [v]) and todo.pop()")
    assert [texts(turn.stack) for turn in of_example(walk).turns][-1] == []


def test_what_is_taken_from_the_front_is_called_so():
    found = of_example(from_the_front)
    assert found.queue and found.turns[2].said.startswith("d is taken from the front")


def test_a_list_that_is_made_anew_is_called_so():
    assert "`todo` is now [a, b]" in of_example(replacing).turns[2].said


def stub(v):
    return ...


@pytest.mark.parametrize(("walk", "gave"), [(stub, "It returns `...`."), (lambda v: 1 / 0, "ZeroDivisionError")])
def test_without_a_stack_it_says_so(walk, gave):
    found = of_example(walk)
    assert not found.turns and "has no stack to show yet" in found.said and gave in found.said
    data, _ = show_stack(walk, example()[0])._repr_mimebundle_()
    assert "image/png" not in data


# The call and what is saved


def test_a_method_may_be_given_with_its_object():
    L, _ = example()
    assert texts(show_stack(L._operations).stack.story.turns[0].stack) == ["L"]


def test_what_it_is_given():
    with pytest.raises(TypeError, match=r"as in show_stack\(met, L\)"):
        show_stack(3)
    with pytest.raises(TypeError, match="needs a Value to begin with"):
        show_stack(met)
    with pytest.raises(TypeError, match="only a Value has a graph"):
        show_stack(met, [1.0])
    x = Value(1.0)
    for _ in range(50):
        x = x + x
    with pytest.raises(ValueError, match="51 nodes"):
        show_stack(met, x)


def test_a_saved_notebook_has_a_picture_of_the_start():
    L, _ = example()
    widget = show_stack(met, L)
    data, metadata = widget._repr_mimebundle_()
    assert data["image/png"] and metadata.items() >= STORED.items()
    widget.stack.step = 2
    assert widget._repr_mimebundle_()[0]["image/png"] != data["image/png"]


# In the browser

CELLS = """\
from micrograd.engine import Value
from micrograd.course.plots.stack import show_stack
a, b, c = Value(2.0), Value(-3.0), Value(10.0)
e = a * b
g = b * c
d = e + g
L = d * e
show_stack(L._operations)
"""


def test_it_is_stepped_by_keys_and_says_what_it_shows(lab):
    notebook = lab.run("stack.ipynb", CELLS)
    page = lab.page
    page.locator(".mg-box").first.wait_for()
    slider = page.get_by_role("slider", name="step", exact=True)
    heights = set()
    for step in range(1, 5):
        slider.press("ArrowRight")
        page.wait_for_function(f"document.querySelector('[aria-valuetext^=\"{step} of 10\"]')")
        heights.add(page.locator(".mg-stacked").bounding_box()["height"])
    assert page.get_by_role("status").filter(has_text="popped").inner_text().startswith("d is popped: new in seen")
    assert page.locator(".mg-box:not(.mg-gone-box)").all_inner_texts() == ["g", "e", "None", "d", "None", "L"]
    assert page.locator(".mg-row").all_inner_texts() == ["seen = {L, e, d}", "order = [e]"]
    graph = page.locator(".mg-stacked svg")
    said = "Graph of 7 nodes; ringed: d; on the stack: e, g, d, L; numbered: e 1"
    assert graph.get_attribute("aria-label") == said
    page.get_by_role("button", name="next step").click()
    page.get_by_text("g is popped").wait_for()
    assert len(heights) == 1, "nothing jumps"
    assert notebook.problems() == []
