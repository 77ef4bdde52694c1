"""Logarithm, exponential and normal quantile that are bit-equal on every platform.

Mathematics libraries differ in the last bit of ``log`` and ``exp``, which is enough to move an
event by a minute. Here only operations that IEEE 754 rounds correctly are used (+ - * / sqrt and
comparison) with exact ones (floor, frexp, ldexp to a normal number), so plain Python and compiled
code agree on every machine. Never compile these with fast-math or fused multiply-add.

Sources: log and exp follow the method and constants published in fdlibm 5.3, e_log.c and e_exp.c
(Sun Microsystems, 1993), https://www.netlib.org/fdlibm/; the normal quantile is PPND16 of
Wichura (1988), "Algorithm AS 241", Applied Statistics 37(3), 477-484.
"""

import math
from typing import Final

from waitsim.rules.jit import rule

_SQRT_HALF: Final = 0.7071067811865476
# ln 2 in two parts; the first has so few bits that its product with an exponent is exact.
_LN2_HIGH: Final = 6.93147180369123816490e-01
_LN2_LOW: Final = 1.90821492927058770002e-10
_INVERSE_LN2: Final = 1.44269504088896338700
_EXP_LARGEST: Final = 7.09782712893383973096e02
_EXP_SMALLEST: Final = -7.45133219101941108420e02
_LEAST_NORMAL_EXPONENT: Final = -1021
_TWO_TO_MINUS_1000: Final = 2.0**-1000


@rule
def log(x: float) -> float:
    """Natural logarithm, within 1 unit in the last place; -inf at 0 and nan below it."""
    if not 0.0 < x < math.inf:
        if x == 0.0:
            return -math.inf
        return x if x > 0.0 else math.nan
    mantissa, exponent = math.frexp(x)
    if mantissa < _SQRT_HALF:
        mantissa *= 2.0
        exponent -= 1
    f = mantissa - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    even = w * (
        3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01)
    )
    odd = z * (
        6.666666666666735130e-01
        + w
        * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01))
    )
    half_square = 0.5 * f * f
    k = float(exponent)
    low = s * (half_square + (even + odd)) + k * _LN2_LOW
    return k * _LN2_HIGH - ((half_square - low) - f)


@rule
def exp(x: float) -> float:
    """The exponential, within 1 unit in the last place; inf above 709.78 and 0 below -745.13."""
    if not _EXP_SMALLEST <= x <= _EXP_LARGEST:
        if x > _EXP_LARGEST:
            return math.inf
        return 0.0 if x < _EXP_SMALLEST else x
    k = math.floor(x * _INVERSE_LN2 + 0.5)
    high = x - k * _LN2_HIGH
    low = k * _LN2_LOW
    r = high - low
    t = r * r
    c = r - t * (
        1.66666666666666019037e-01
        + t
        * (
            -2.77777777770155933842e-03
            + t
            * (
                6.61375632143793436117e-05
                + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08)
            )
        )
    )
    y = 1.0 - ((low - (r * c) / (2.0 - c)) - high)
    # Some C libraries truncate in ldexp to a subnormal number; a multiplication always rounds.
    if k < _LEAST_NORMAL_EXPONENT:
        return math.ldexp(y, k + 1000) * _TWO_TO_MINUS_1000
    return math.ldexp(y, k)


@rule
def normal_quantile(u: float) -> float:
    """The standard normal value below which a share u lies, to a relative 1e-15 or so.

    Args:
        u: 0 to 1; the ends give -inf and inf, anything outside gives nan.
    """
    if not 0.0 < u < 1.0:
        if u == 0.0:
            return -math.inf
        return math.inf if u == 1.0 else math.nan
    q = u - 0.5
    if -0.425 <= q <= 0.425:
        return q * _quantile_centre(0.180625 - q * q)
    tail = u if q < 0.0 else 1.0 - u
    r = math.sqrt(-log(tail))
    value = _quantile_shoulder(r - 1.6) if r <= 5.0 else _quantile_tail(r - 5.0)
    return -value if q < 0.0 else value


@rule
def _quantile_centre(r: float) -> float:
    """AS 241's ratio for |u - 0.5| up to 0.425, with r = 0.425**2 - (u - 0.5)**2."""
    top = 2.5090809287301226727e3
    top = top * r + 3.3430575583588128105e4
    top = top * r + 6.7265770927008700853e4
    top = top * r + 4.5921953931549871457e4
    top = top * r + 1.3731693765509461125e4
    top = top * r + 1.9715909503065514427e3
    top = top * r + 1.3314166789178437745e2
    top = top * r + 3.3871328727963666080e0
    bottom = 5.2264952788528545610e3
    bottom = bottom * r + 2.8729085735721942674e4
    bottom = bottom * r + 3.9307895800092710610e4
    bottom = bottom * r + 2.1213794301586595867e4
    bottom = bottom * r + 5.3941960214247511077e3
    bottom = bottom * r + 6.8718700749205790830e2
    bottom = bottom * r + 4.2313330701600911252e1
    return top / (bottom * r + 1.0)


@rule
def _quantile_shoulder(r: float) -> float:
    """AS 241's ratio for tails down to exp(-25), with r = sqrt(-log(tail)) - 1.6."""
    top = 7.74545014278341407640e-4
    top = top * r + 2.27238449892691845833e-2
    top = top * r + 2.41780725177450611770e-1
    top = top * r + 1.27045825245236838258e0
    top = top * r + 3.64784832476320460504e0
    top = top * r + 5.76949722146069140550e0
    top = top * r + 4.63033784615654529590e0
    top = top * r + 1.42343711074968357734e0
    bottom = 1.05075007164441684324e-9
    bottom = bottom * r + 5.47593808499534494600e-4
    bottom = bottom * r + 1.51986665636164571966e-2
    bottom = bottom * r + 1.48103976427480074590e-1
    bottom = bottom * r + 6.89767334985100004550e-1
    bottom = bottom * r + 1.67638483018380384940e0
    bottom = bottom * r + 2.05319162663775882187e0
    return top / (bottom * r + 1.0)


@rule
def _quantile_tail(r: float) -> float:
    """AS 241's ratio for tails beyond exp(-25), with r = sqrt(-log(tail)) - 5."""
    top = 2.01033439929228813265e-7
    top = top * r + 2.71155556874348757815e-5
    top = top * r + 1.24266094738807843860e-3
    top = top * r + 2.65321895265761230930e-2
    top = top * r + 2.96560571828504891230e-1
    top = top * r + 1.78482653991729133580e0
    top = top * r + 5.46378491116411436990e0
    top = top * r + 6.65790464350110377720e0
    bottom = 2.04426310338993978564e-15
    bottom = bottom * r + 1.42151175831644588870e-7
    bottom = bottom * r + 1.84631831751005468180e-5
    bottom = bottom * r + 7.86869131145613259100e-4
    bottom = bottom * r + 1.48753612908506148525e-2
    bottom = bottom * r + 1.36929880922735805310e-1
    bottom = bottom * r + 5.99832206555887937690e-1
    return top / (bottom * r + 1.0)
