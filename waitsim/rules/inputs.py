"""Values of inputs that are not known exactly, each from one uniform draw.

Every shape is an inverse transform: the value rises with the draw, so that inputs which share a
draw move together, and scenarios which share a seed share the values of the inputs they share.
"""

import math
from decimal import Decimal
from typing import Final, NamedTuple

from waitsim.rules.draws import uniform
from waitsim.rules.keys import key_of
from waitsim.rules.portable import exp, log, normal_quantile
from waitsim.rules.streams import INPUTS, stream

TRIANGULAR: Final = "triangular"
UNIFORM: Final = "uniform"
NORMAL: Final = "normal"
LOGNORMAL: Final = "lognormal"
SHAPES: Final = (TRIANGULAR, UNIFORM, NORMAL, LOGNORMAL)

_BELOW_THREE_SD: Final = 0.0013498980316300945
"""Share of a normal distribution below three standard deviations under its mean."""
_WITHIN_RANGE: Final = 0.95


class Input(NamedTuple):
    """A number that is not known exactly; its values have the unit in which it was written.

    Args:
        path: where it is in the scenario, with dots.
        before: "£", "rate " or nothing.
        after: unit, with the space before it if there is one.
        whole: whether only whole numbers are meant.
        own: the value in the scenario itself.
        likely: for TRIANGULAR only.
        together: name of those that move together; empty for one that moves alone.
    """

    path: str
    before: str
    after: str
    whole: bool
    own: float
    low: float
    likely: float
    high: float
    shape: str
    together: str

    @property
    def unit(self) -> str:
        """The words around the number."""
        return f"{self.before}{self.after}".strip()

    @property
    def luck(self) -> str:
        """The name under which its draws are made."""
        return f"together {self.together}" if self.together else self.path

    def drawn(self, seed: int, draw: int) -> float:
        """The value of one draw of the inputs."""
        return self.at(input_draw(seed, draw, self.luck))

    def at(self, u: float) -> float:
        """The value below which a share u of all lies, to ten digits."""
        low, high = self.low, self.high
        if self.whole and self.shape == UNIFORM:
            low, high = low - 0.5, high + 0.5  # so that the ends come as often as the rest
        value = input_value(self.shape, low, self.likely, high, u)
        if not self.whole:
            return float(f"{value:.10g}")
        rounded = float(math.floor(value + 0.5))
        return min(rounded, high - 0.5) if self.shape == UNIFORM else rounded

    def text(self, value: float) -> str:
        """A value as people write it."""
        digits = format(Decimal(repr(value)).normalize(), "f")
        return f"{self.before}{'0' if digits == '-0' else digits}{self.after}"


def input_draw(seed: int, draw: int, name: str) -> float:
    """The uniform draw, in [0, 1), for one input.

    Args:
        draw: number of the draw of the inputs; that of the replication where each has its own.
        name: of the input, or of those that move together.
    """
    return uniform(seed, draw, key_of(name), stream(INPUTS, 0), 0, 0)


def input_value(shape: str, low: float, likely: float, high: float, u: float) -> float:
    """The value below which a share u of a distribution lies.

    TRIANGULAR goes from low to high and is highest at ``likely``; UNIFORM goes from low to high.
    NORMAL has its mean midway and 95 % of its values from low to high, and is cut at three
    standard deviations; LOGNORMAL is that of the logarithm, low being above 0.

    Args:
        likely: read for TRIANGULAR only, from low to high.
        u: 0 to 1; both ends give the extremes.
    Raises:
        ValueError: if there is no such shape.
    """
    if shape == UNIFORM:
        return low + (high - low) * u
    if shape == TRIANGULAR:
        return _triangular(low, likely, high, u)
    if shape == NORMAL:
        return 0.5 * (low + high) + 0.5 * (high - low) * _half_ranges(u)
    if shape == LOGNORMAL:
        start, end = log(low), log(high)
        return exp(0.5 * (start + end) + 0.5 * (end - start) * _half_ranges(u))
    raise ValueError(f"unknown shape {shape!r}; there are {', '.join(SHAPES)}")


def _triangular(low: float, likely: float, high: float, u: float) -> float:
    if high <= low:
        return low
    below = (likely - low) / (high - low)
    if u < below:
        return low + math.sqrt(u * (high - low) * (likely - low))
    return high - math.sqrt((1.0 - u) * (high - low) * (high - likely))


def _half_ranges(u: float) -> float:
    """A normal value cut at three standard deviations, in halves of its 95 % range."""
    kept = 1.0 - 2.0 * _BELOW_THREE_SD
    half = normal_quantile(0.5 + 0.5 * kept * _WITHIN_RANGE)
    return normal_quantile(_BELOW_THREE_SD + kept * u) / half
