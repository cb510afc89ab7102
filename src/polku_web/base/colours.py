"""How well two colours can be told apart: the contrast of WCAG 2.2."""

from __future__ import annotations


def _luminance(colour: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_with_white(colour: str) -> float:
    """The contrast of `#rrggbb` with white, from 1 to 21."""
    return 1.05 / (_luminance(colour) + 0.05)
