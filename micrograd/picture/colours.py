"""The palette: the one place in which the course's colours are named.

Data are blue and gradients orange: Okabe and Ito's pair, which colour-blind people can tell apart too.
"""

BLUE, VERMILION = "#0072B2", "#D55E00"
ORANGE = "#B34700"  # vermilion made darker, to be read as text
BLUE_TINT, ORANGE_TINT, NO_TINT = "#E8F4FC", "#FCEBDD", "#F3F4F6"
INK, MUTED, LINE, FAINT, PAPER = "#1F2328", "#59636E", "#8C959F", "#D0D7DE", "#FFFFFF"

ABOVE_AND_BELOW = "#F3B48A", PAPER, "#8FC3E5"  # of a score: from below 0 to above
LOW_TO_HIGH = PAPER, "#C9D6E2", "#8098AF"  # of a loss

# What each colour means on a page that follows JupyterLab's theme: light, dark.
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
}


def theme_css(selector):
    """Return CSS by which what selector selects has the palette, as var(--mg-ink) and so on, in the theme it is in."""
    light, dark = ("".join(f"--mg-{role}: {pair[k]};" for role, pair in THEMES.items()) for k in (0, 1))
    # Paper is white, whatever the theme.
    on_screen = f'@media screen {{ [data-jp-theme-light="false"] {selector} {{ {dark} }} }}'
    return f"{selector} {{ {light} }}\n{on_screen}\n"
