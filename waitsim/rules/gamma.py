"""Gamma quantile from our own arithmetic, so that it is bit-equal on every platform.

Sources: series and continued fraction of the incomplete gamma function, NIST Digital Library of
Mathematical Functions (2024), 8.11.4 and 8.9.2 (the latter by Lentz's method, 3.10); Stirling's
series, 5.11.1; first guess by Wilson and Hilferty (1931), PNAS 17(12), 684-688.
"""

import math
from typing import Final

from waitsim.rules.jit import rule
from waitsim.rules.portable import exp, log, normal_quantile

SHAPE_LEAST: Final = 0.05
SHAPE_MOST: Final = 1000.0

_HALF_LOG_TWO_PI: Final = 0.9189385332046727
_STIRLING_FROM: Final = 12.0
_TINY: Final = 1e-300
_CLOSE: Final = 1e-16
_STEPS: Final = 200
_TERMS: Final = 2000
_LEAST_LOG: Final = -700.0


@rule
def log_gamma(a: float) -> float:
    """Logarithm of the gamma function, a above 0; to about 1e-15 of its largest term."""
    x = a
    product = 1.0
    while x < _STIRLING_FROM:
        product *= x
        x += 1.0
    z = 1.0 / (x * x)
    series = (
        1 / 12
        - z
        * (
            1 / 360
            - z * (1 / 1260 - z * (1 / 1680 - z * (1 / 1188 - z * (691 / 360360 - z / 156))))
        )
    ) / x
    return (x - 0.5) * log(x) - x + _HALF_LOG_TWO_PI + series - log(product)


@rule
def _log_lower(a: float, log_x: float, scale: float) -> float:
    """Logarithm of the share below x, by the series; for x up to about a + 1."""
    x = exp(log_x)
    term = 1.0 / a
    total = term
    for n in range(1, _TERMS):
        term *= x / (a + n)
        total += term
        if term < total * _CLOSE:
            break
    return log(total) + a * log_x - x - scale


@rule
def _log_upper(a: float, log_x: float, scale: float) -> float:
    """Logarithm of the share above x, by the continued fraction; for x from about a + 1 on."""
    x = exp(log_x)
    b = x + 1.0 - a
    c = 1.0 / _TINY
    d = 1.0 / b
    h = d
    for n in range(1, _TERMS):
        k = -n * (n - a)
        b += 2.0
        d = k * d + b
        d = 1.0 / (d if abs(d) > _TINY else _TINY)
        c = b + k / c
        c = c if abs(c) > _TINY else _TINY
        ratio = d * c
        h *= ratio
        if abs(ratio - 1.0) < 4 * _CLOSE:
            break
    return log(h) + a * log_x - x - scale


@rule
def _excess(a: float, log_x: float, scale: float, u: float) -> float:
    """Above 0 where more than a share u lies below x; compared on a scale fit for its tail."""
    if exp(log_x) < a + 1.0:
        lower = _log_lower(a, log_x, scale)
        if u <= 0.5:
            return lower - log(u)
        return log(1.0 - u) - log(max(1.0 - exp(lower), _TINY))
    upper = _log_upper(a, log_x, scale)
    if u > 0.5:
        return log(1.0 - u) - upper
    return log(max(1.0 - exp(upper), _TINY)) - log(u)


@rule
def gamma_quantile(a: float, u: float) -> float:
    """The value below which a share u of a gamma distribution of scale 1 lies.

    Found by Newton's method on the logarithm, kept between bounds; to a relative 1e-9 or better.

    Args:
        a: shape, 0.05 to 1000.
        u: above 0 and below 1.
    """
    scale = log_gamma(a)
    # For small x the share below is x**a / gamma(a + 1) at most, so this lies at or below.
    low = max((log(u) + scale + log(a)) / a - _CLOSE, _LEAST_LOG)
    high = log(a + 40.0 + 12.0 * math.sqrt(a))
    root = 1.0 - 1.0 / (9.0 * a) + normal_quantile(u) / (3.0 * math.sqrt(a))
    middle = log(a) + 3.0 * log(root) if root > 0.1 else low
    tail = log(u) if u <= 0.5 else log(1.0 - u)
    for _ in range(_STEPS):
        if not low < middle < high:
            middle = 0.5 * (low + high)
        value = _excess(a, middle, scale, u)
        if value > 0.0:
            high = middle
        else:
            low = middle
        slope = exp(a * middle - exp(middle) - scale - tail + (-value if u <= 0.5 else value))
        move = value / slope if slope > 0.0 else high - low
        middle -= move
        if abs(move) < 1e-13 or high - low < 1e-14 * abs(middle):
            break
    return exp(min(max(middle, low), high))
