"""Colours of charts, with a second channel so that no meaning rests on colour alone.

Every colour stands out from white at 3 to 1 or more, and neighbours differ for people who cannot
tell red from green.
"""

from typing import Final

INK: Final = "#212b32"
SOFT_INK: Final = "#4c6272"
RULE: Final = "#d8dde0"
PAPER: Final = "#ffffff"

COLOURS: Final = ("#005eb8", "#c4480a", "#00736b", "#7b3f98", "#8a6100", "#5a6670")
DASHES: Final = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
PATTERNS: Final = ("", "/", ".", "x", "\\", "-")
SYMBOLS: Final = ("circle", "square", "diamond", "triangle-up", "x", "cross")

# Longer waits are darker; the outline keeps the lightest visible.
SHADES: Final = ("#d6e6f5", "#9cc3e6", "#5596d0", "#1f66ab", "#0b3c6f", "#061f3d")
SHADE_PATTERNS: Final = ("", "/", ".", "\\", "x", "-")


def see_through(colour: str, opacity: float) -> str:
    """A colour such as ``#005eb8`` at an opacity from 0 to 1."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"
