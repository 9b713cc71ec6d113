"""The palette: the one place in which the course's colours are named."""

BLUE, ORANGE = "#0072B2", "#B34700"  # Okabe and Ito's pair; the orange darker, to be read as text
BLUE_TINT, ORANGE_TINT, NO_TINT = "#E8F4FC", "#FCEBDD", "#F3F4F6"
INK, MUTED, LINE, PAPER = "#1F2328", "#59636E", "#8C959F", "#FFFFFF"
