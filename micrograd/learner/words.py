"""Makes text fit for one line of a message."""


def one_line(text, longest=120):
    """Return a text on one line, cut if it is too long, without unprintable characters."""
    text = "".join(c if c.isprintable() else "\ufffd" for c in " ".join(text[: 2 * longest].split()))
    return text if len(text) <= longest else text[: longest - 1] + "…"
