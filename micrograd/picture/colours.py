"""The palette: the only place that names the course's colours.

Data is blue and gradients are orange: a pair of Okabe and Ito's, which colour-blind people can tell apart too. Where
there are three kinds of points, their green is the third.
"""

BLUE, VERMILION, GREEN = "#0072B2", "#D55E00", "#009E73"
ORANGE = "#B34700"  # vermilion, darkened so that text in it is readable
BLUE_TINT, ORANGE_TINT, NO_TINT = "#E8F4FC", "#FCEBDD", "#F3F4F6"
INK, MUTED, LINE, FAINT, PAPER = "#1F2328", "#59636E", "#8C959F", "#D0D7DE", "#FFFFFF"

ABOVE_AND_BELOW = "#F3B48A", PAPER, "#8FC3E5"  # for a score, from below 0 to above

# What each colour stands for on a page that follows JupyterLab's theme: (light, dark).
THEMES = {
    "paper": (PAPER, "#1B1F24"),
    "ink": (INK, "#E6EDF3"),
    "muted": (MUTED, "#A3ADB8"),
    "line": (LINE, "#6E7781"),
    "faint": (FAINT, "#4A525B"),
    "data": (BLUE, "#7CC4F5"),
    "data-tint": (BLUE_TINT, "#10354D"),
    "grad": (ORANGE, "#FFA36B"),
    "grad-tint": (ORANGE_TINT, "#4D2710"),
    "empty-tint": (NO_TINT, "#2A2F36"),
    "positive": (BLUE, "#7CC4F5"),
    "negative": (VERMILION, "#FFA36B"),
    "third": (GREEN, "#5FD3A8"),
}


def theme_css(selector):
    """Return CSS that gives whatever selector matches the palette of its theme, as var(--mg-ink) and so on."""
    light, dark = ("".join(f"--mg-{role}: {pair[k]};" for role, pair in THEMES.items()) for k in (0, 1))
    # Paper stays white in either theme.
    on_screen = f'@media screen {{ [data-jp-theme-light="false"] {selector} {{ {dark} }} }}'
    return f"{selector} {{ {light} }}\n{on_screen}\n"
