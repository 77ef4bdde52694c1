"""Numbers that are not known exactly: what a file says of each."""

from typing import Annotated, Final

from pydantic import Field

from waitsim.rules.inputs import SHAPES, TRIANGULAR
from waitsim.scenario.part import Name, Part
from waitsim.scenario.quantities import BOUND, one_of

MOST_INPUTS: Final = 200

Bound = Annotated[str, BOUND]
Shape = Annotated[str, one_of("shape", SHAPES)]


class Uncertain(Part):
    """A number that is not known exactly, by its path; each replication draws a value of its own.

    What the file says of the number itself is its likeliest value.
    """

    between: Annotated[tuple[Bound, ...], Field(min_length=2, max_length=2)]
    """Lowest and highest value, with the unit of the number: ``[38 a week, 46 a week]``.

    Or changes of it, such as ``[-10 %, +20 %]``, which go along where another file changes the
    number.
    """
    likely: Bound | None = None
    """Likeliest value of a triangular shape; the number in the file if left out."""
    shape: Shape = TRIANGULAR
    """How values are spread.

    ``triangular`` rises to the likeliest and falls to the ends; ``uniform`` holds all alike;
    ``normal`` and ``lognormal`` have 95 % between the two, and none beyond three standard
    deviations.
    """
    together: Name | None = None
    """A name shared by numbers that move together: all are high, or all low."""


Uncertainties = Annotated[dict[str, Uncertain], Field(max_length=MOST_INPUTS)]
