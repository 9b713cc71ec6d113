"""Text made fit for one line of a message."""


def one_line(text, longest=120):
    """Return a text on one line, cut where it is too long, with nothing in it that can't be printed."""
    text = "".join(c if c.isprintable() else "\ufffd" for c in " ".join(text[: 2 * longest].split()))
    return text if len(text) <= longest else text[: longest - 1] + "…"
