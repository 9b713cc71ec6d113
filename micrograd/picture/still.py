"""A finished picture in a notebook: whoever can't see it is told what it shows, and in a dark theme it is dark."""

import base64
from html import escape

# Lightness is turned round and hues stay: paper becomes the dark theme's ground, ink almost white, blue a light blue.
DARKENED = "filter: invert(0.93) hue-rotate(180deg);"
# What a saved notebook says of its PNGs; JupyterLab turns it into a class. No other mark on an output reaches the page.
STORED = {"needs_background": "light"}
# Pictures of another notebook stay as they are.
OURS = ".jp-Notebook:has(.mg-picture, .mg-stage, .mg-plot, .mg-stacked) img.jp-needs-light-background"
STYLE = (
    f'@media screen {{ [data-jp-theme-light="false"] :is(.mg-picture, {OURS}) {{ {DARKENED} }} }} '
    # The pictures in docs/ ask for the colour scheme, and learn from the page's images which one it is.
    '[data-jp-theme-light="false"] img { color-scheme: dark; } '
    '[data-jp-theme-light="true"] img { color-scheme: light; }'
)


def html(kind, data, alt, width=None, scrolls=False):
    """Return an <img> for text or bytes of a MIME type: as wide as it is or as many pixels, but no wider than the page.

    What scrolls may be wider than the page.
    """
    encoded = base64.b64encode(data.encode() if isinstance(data, str) else data).decode()
    size = f' width="{width}"' * bool(width) + ' style="max-width: none"' * scrolls
    source = f"data:{kind};base64,{encoded}"
    return f'<img class="mg-picture" alt="{escape(alt)}" src="{source}"{size}><style>{STYLE}</style>'
