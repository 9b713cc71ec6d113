"""Makes text fit for one line of a message."""


def one_line(text, longest=120):
    """Return a text on one line, cut if it is too long, without unprintable characters."""
    text = "".join(c if c.isprintable() else "\ufffd" for c in " ".join(text[: 2 * longest].split()))
    return text if len(text) <= longest else text[: longest - 1] + "…"


def kind_of(error):
    """Return the name of an error's class, for a message."""
    return one_line(type(error).__name__, 60)


def text_of(error):
    """Return an error's text on one line, "" if it can't be told."""
    try:
        return one_line(str(error))
    except (Exception, SystemExit, GeneratorExit):
        return ""
