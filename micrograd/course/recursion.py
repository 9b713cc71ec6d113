"""The traceback of a function that calls itself without end: its first and last calls, in place of a thousand."""

from types import TracebackType

FIRST = 5  # calls that are shown, and as many last ones


def shortened(trace):
    """Return a traceback without the calls in its middle, if it is a long one, and a sentence that says so.

    IPython 9.18 takes 15 seconds for a thousand calls, and shows half a million letters.
    """
    calls = []
    while trace:
        calls.append(trace)
        trace = trace.tb_next
    shown, left_out = [*calls[:FIRST], *calls[-FIRST:]], calls[FIRST:-FIRST]
    short = None
    for call in reversed(shown if left_out else calls):
        short = TracebackType(short, call.tb_frame, call.tb_lasti, call.tb_lineno)
    names = " and ".join(sorted({f"`{call.tb_frame.f_code.co_name}`" for call in left_out})[:3])
    return short, f"Left out in the middle: {len(left_out)} more calls of {names}." if left_out else ""
