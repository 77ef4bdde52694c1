"""How many of a known number something happens to."""

from typing import Final

from waitsim.rules.jit import rule

BINOMIAL_MOST: Final = 512
"""Most in one draw: with a chance up to a half, 0.5**512 is still an ordinary number."""

# A sum of some hundred rounded terms is good to about 1e-13; a draw nearer 1 is held back.
_DRAW_MOST: Final = 1.0 - 2.0**-40


@rule
def binomial_count(n: int, share: float, u: float) -> int:
    """A binomial count by inversion; with the same draw it never falls when the share rises.

    Args:
        n: 0 to 512.
        share: chance of each, 0 to 1.
        u: the draw, from 0 up to but not including 1; held to within 2**-40 of either end.
    """
    if share > 0.5:
        return n - _rarer_count(n, 1.0 - share, 1.0 - u)
    return _rarer_count(n, share, u)


@rule
def _rarer_count(n: int, share: float, u: float) -> int:
    """The same for a share of at most a half; ``u`` may be 1."""
    held = min(u, _DRAW_MOST)
    term = 1.0
    for _ in range(n):
        term *= 1.0 - share
    odds = share / (1.0 - share)
    count = 0
    reached = term
    while held >= reached and count < n:
        term *= odds * (n - count) / (count + 1)
        count += 1
        reached += term
    return count
