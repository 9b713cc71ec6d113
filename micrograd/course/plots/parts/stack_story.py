"""What was watched of a function, as steps of the stack that it keeps: a list of its own, or Python's waiting calls."""

from collections import deque
from typing import NamedTuple

from micrograd.course.plots.parts.stack_watch import Call, Change, Ended, Line

MOST_STEPS = 100
LISTS = list, deque


class Row(NamedTuple):
    """A list, a set or a dict beside the stack; so many of its last items are new since the step before."""

    name: str
    kind: type
    items: tuple
    new: int = 0


class Turn(NamedTuple):
    """One step: what was taken off the stack, what lies on it then and how much of that is new, the rows, the words."""

    taken: tuple
    stack: tuple
    new: int
    rows: tuple
    said: str
    nodes: tuple = ()  # the indices of those that this step is about


class Story(NamedTuple):
    """All Turns, the first before anything has happened; without a stack there are none, and said tells why."""

    name: str  # of the list; "" if the stack is Python's own
    turns: list
    said: str = ""
    queue: bool = False  # whether what came first is taken first


def story(watched, name):
    """Return the Story of what was watched of the function of this name."""
    events = watched.events
    if owner := popped_list(events):
        return of_a_list(watched, name, *owner)
    if recursive := calling_itself(events):
        return of_calls(watched, name, recursive)
    if owner := waiting_list(events, watched.returned):
        return of_a_list(watched, name, *owner)
    gave = watched.error or f"It returns `{written(watched.returned, watched.kind)}`."
    why = "no list in it is popped, and it does not call itself"
    return Story("", [], f"`{name}` has no stack to show yet: {why}. {gave}")


# A list that is used as a stack


def popped_list(events):
    """Return the call and the name of the list with nodes from whose ends a loop takes most, None if there is none."""
    times = {}
    for event in events:
        if isinstance(event, Change) and took(event) and any(item.nodes for item in event.before):
            times[event.call, event.name] = times.get((event.call, event.name), 0) + 1
    return max(times, key=times.get, default=None)


def waiting_list(events, returned):
    """Return the call and the name of a list that a loop begins with and that is not the result; None if none is."""
    for k, event in enumerate(events):
        if isinstance(event, Change) and event.kind in LISTS and any(item.nodes for item in event.after):
            own = [other for other in events[k:] if other.call == event.call]
            lines = [other.number for other in own if isinstance(other, Line)]
            loops = any(two <= one for one, two in zip(lines, lines[1:]))
            if loops and content(own)[event.name][1] != returned:
                return event.call, event.name
    return None


def took(change):
    """Return whether one item was taken from an end of a list."""
    before, after = change.before or (), change.after
    return change.kind in LISTS and len(before) == len(after) + 1 and after in (before[:-1], before[1:])


def of_a_list(watched, name, call, stack):
    """Return the Story of a list that a call of the function of this name uses as its stack."""
    events = [event for event in watched.events if isinstance(event, (Line, Change)) and event.call == call]
    removals = [event for event in events if isinstance(event, Change) and event.name == stack and took(event)]
    queue = sum(event.after == event.before[1:] != event.before[:-1] for event in removals) > len(removals) / 2
    start, spans = into_turns(events, stack)
    now = {stack: (list, ())} | content(events[:start])  # a line may both make a list and take from it
    lies = f"{listed(now[stack][1])} on `{stack}`" if now[stack][1] else f"nothing on `{stack}`"
    beside = sorted((other for other in now if other != stack), key=lambda other: now[other][0] in LISTS)
    turns = [Turn((), now[stack][1], 0, rows_of({}, now, beside), f"Before the loop begins, there is {lies}.")]
    for span in spans[:MOST_STEPS]:
        then = content(span, now)
        turns.append(turn_of(span, stack, beside, now, then, queue))
        now = then
    left = f"Left on `{stack}`: {listed(now[stack][1])}" if now[stack][1] else f"Nothing is left on `{stack}`"
    said = f"{ending(watched, name, len(spans))} {left}."
    turns.append(Turn((), now[stack][1], 0, rows_of(now, now, beside), said))
    return Story(stack, turns, queue=queue)


def into_turns(events, stack):
    """Return where the loop begins among a call's events, and the events of each turn of it."""
    is_first = (
        k for k, event in enumerate(events) if isinstance(event, Change) and event.name == stack and took(event)
    )
    first = next(is_first, 0)
    lines = [(k, event.number) for k, event in enumerate(events) if isinstance(event, Line)]
    taking = [number for k, number in lines if k < first][-1:]  # where an error ends the first turn, nothing jumps back
    jumps = [number for (_, before), (k, number) in zip(lines, lines[1:]) if number <= before and k > first]
    head = min([*taking, *jumps])
    begins = [k for k, number in lines if number == head]
    spans = [events[k:end] for k, end in zip(begins, [*begins[1:], len(events)])]
    if not any(isinstance(event, Change) for event in spans[-1]):
        spans.pop()  # there the loop's condition no longer holds
    return begins[0], spans


def content(events, before=()):
    """Return the kind and the content of each variable after the events, by name."""
    changes = {event.name: (event.kind, event.after) for event in events if isinstance(event, Change)}
    return dict(before) | changes


def turn_of(span, stack, beside, before, after, queue):
    """Return the Turn for the events of one turn of the loop."""
    held, lying = before[stack][1], after[stack][1]
    low, taken, replaced = len(held), [], False
    for change in span:
        if not isinstance(change, Change) or change.name != stack:
            continue
        if took(change):
            first = queue and change.after == change.before[1:]
            taken.append(change.before[0 if first else -1])
            low -= first
        elif change.before is not None and change.after[: len(change.before)] != change.before:
            replaced = True
        low = min(low, len(change.after))
    new = lying[low:]
    rows = rows_of(before, after, beside)
    looked = taken or held[:1] if queue else taken or held[-1:]
    parts = [] if not replaced else [f"`{stack}` is now {written(lying)}"]
    parts = gains(before, after, beside, taken) + (parts or pushes(taken, new, stack, queue))
    said = told(taken, looked, parts, [row for row in rows if row.kind in (set, dict)], stack, queue)
    nodes = tuple(i for item in looked for i in item.nodes)
    return Turn(tuple(taken), lying, 0 if replaced else len(new), rows, said, nodes)


def rows_of(before, after, names):
    """Return the Rows of these names, of which some items are new."""
    found = []
    for name in names:
        kind, items = after[name]
        old = before.get(name, (kind, items))[1]
        found.append(Row(name, kind, items, len(items) - len(old) if items[: len(old)] == old else 0))
    return tuple(found)


def gains(before, after, names, taken):
    """Return in words what lists and sets of these names gained."""
    parts = []
    for name in names:
        (kind, items), old = after[name], before.get(name, (None, ()))[1]
        if items == old:
            continue
        new = items[len(old) :]
        if items[: len(old)] != old or not new:
            parts.append(f"`{name}` is now {written(items, kind)}")
        elif kind in LISTS:
            to = "to" if new[2:] else "and"
            places = f"numbers {len(old) + 1} {to} {len(items)}" if new[1:] else f"number {len(items)}"
            parts.append(f"{subject(new, taken)}{places} in `{name}`")
        else:
            parts.append(f"{subject(new, taken)}new in `{name}`")
    return parts


def subject(items, taken):
    """Return the items as what is spoken of, "" if that one has just been named."""
    if len(taken) == 1 and tuple(taken) == tuple(items):
        return ""
    return f"{listed(items)} {'are' if items[1:] else 'is'} "


def pushes(taken, new, stack, queue):
    """Return in words what was put on the stack."""
    if not new:
        return []
    above = "behind" if queue else "above"
    if taken and new[0] == taken[-1]:
        it = "it" if len(taken) == 1 else new[0].text
        return [f"{it} goes back" + (f", with {listed(new[1:])} {above} it" if new[1:] else "")]
    top = f", {new[-1].text} {'last' if queue else 'on top'}" if new[1:] else ""
    return [f"{listed(new)} {'go' if new[1:] else 'goes'} on `{stack}`{top}"]


def told(taken, looked, parts, sets, stack, queue):
    """Return one sentence on a turn."""
    if not looked:
        return f"After the loop: {'; '.join(parts)}." if parts else f"`{stack}` is empty."
    verb = "taken from the front" if queue else "popped"
    head = f"{looked[0].text} is {verb if taken else 'first' if queue else 'on top'}"
    head += "".join(f", then {item.text}" for item in looked[1:])
    there = next((row.name for row in sets if looked[-1] in row.items), None)
    if not parts and taken and there:
        parts = [f"in `{there}` already"]
    return f"{head}: {'; '.join(parts)}." if parts else f"{head}."


def ending(watched, name, turns):
    """Return in words how it ended."""
    if watched.error:
        more = f"The first {MOST_STEPS} turns are shown. " if turns > MOST_STEPS else ""
        return f"{more}{watched.error}"
    return f"{name} returns {written(watched.returned, watched.kind)}."


# Calls that wait


def calling_itself(events):
    """Return the name of the function that calls itself most, None if none does."""
    times = {}
    for event in events:
        if isinstance(event, Call) and event.caller is not None:
            times[event.function] = times.get(event.function, 0) + 1
    return max(times, key=times.get, default=None)


def of_calls(watched, name, function):
    """Return the Story of the calls of a function that calls itself."""
    calls = {e.call: e for e in watched.events if isinstance(e, Call) and e.function == function}
    events = [e for e in watched.events if e.call in calls]
    waiting, now, shown, turns = [], {}, {}, []
    for k, event in enumerate(events):
        if isinstance(event, Change):
            now[event.name] = event.kind, event.after
        elif isinstance(event, Call):
            waiting.append(event)
            turns.append(_turn_of_calls(shown, now, waiting, (), called(event, calls, ends_at_once(events, k, now))))
            shown = dict(now)
        elif isinstance(event, Ended) and waiting and event.call == waiting[-1].call:
            over = waiting.pop()
            if not (ends_at_once(events, k, now) and shown == now):
                on = f": {waiting[-1].text} goes on" if waiting else ""
                turns.append(_turn_of_calls(shown, now, waiting, (over,), f"{over.text} ends{on}"))
                shown = dict(now)
    before = Turn((), (), 0, (), f"Before {calls[min(calls)].text} is called, nothing waits.")
    turns = [before, *turns[:MOST_STEPS]]
    if watched.error:
        turns.append(turns[-1]._replace(taken=(), new=0, said=watched.error))
    names = list(dict.fromkeys(row.name for turn in turns for row in turn.rows))
    return Story("", [with_rows(turn, names, now) for turn in turns])


def ends_at_once(events, k, now):
    """Return whether the call that begins or ends at event k makes no other and changes nothing."""
    call = events[k].call
    own = [event for event in events if event.call == call]
    begun, over = next(j for j, e in enumerate(events) if e is own[0]), own[-1]
    if not isinstance(over, Ended):
        return False
    inside = events[begun + 1 : events.index(over, begun)]
    return not any(
        isinstance(event, Call) or isinstance(event, Change) and event.before not in (None, event.after)
        for event in inside
    )


def called(call, calls, at_once):
    """Return in words that a call begins."""
    waits = f" by {calls[call.caller].text}, which waits" if call.caller in calls else ""
    return f"{call.text} is called{waits}" + (": it ends at once" if at_once else "")


def _turn_of_calls(shown, now, waiting, over, said):
    parts = [part for part in gains(shown, now, list(now), ()) if " is now " not in part]  # each call may have its own
    first = f"{'; '.join(parts)}. Then " if parts else ""
    stack, nodes = tuple(waiting), (over or waiting[-1:])[0].nodes
    return Turn(tuple(over), stack, 0 if over else 1, rows_of(shown, now, list(now)), f"{first}{said}.", nodes)


def with_rows(turn, names, now):
    """Return a Turn that has a row for each of the names, so that none appears in the middle."""
    rows = {row.name: row for row in turn.rows}
    return turn._replace(rows=tuple(rows.get(name) or Row(name, now[name][0], ()) for name in names))


# Words


def listed(items):
    """Return Items in words: "e", "e and d", "e, d and L"."""
    *most, last = [item.text for item in items]
    return f"{', '.join(most)} and {last}" if most else last


def written(items, kind=list):
    """Return Items as Python writes what holds them; words as they are."""
    if isinstance(items, str):
        return items
    inside = ", ".join(item.text for item in items)
    if kind in (set, dict):
        return f"{{{inside}}}" if inside or kind is dict else "set()"
    return f"({inside})" if kind is tuple else f"[{inside}]"
