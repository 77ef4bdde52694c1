"""Mean and spread of times, as a scenario says them."""

import math

from waitsim.scenario.lasting import Duration


def moments(lasts: float | Duration) -> tuple[float, float]:
    """Mean of a time in minutes, and its standard deviation over the mean."""
    if not isinstance(lasts, Duration):
        return float(lasts), 0.0
    if lasts.times:
        return _of_bands([(low, high, share) for (low, high), share in lasts.times.items()])
    if lasts.mean is not None:
        return lasts.mean, 1.0 if lasts.sd is None else lasts.sd / lasts.mean
    if lasts.from_ is not None and lasts.to is not None:
        return _of_bands([(lasts.from_, lasts.to, 1.0)])
    assert lasts.scale is not None
    assert lasts.shape is not None
    mean = lasts.scale * math.gamma(1 + 1 / lasts.shape)
    square = lasts.scale**2 * math.gamma(1 + 2 / lasts.shape)
    return mean, math.sqrt(max(square / mean**2 - 1, 0.0))


def _of_bands(bands: list[tuple[float, float, float]]) -> tuple[float, float]:
    """Of times spread evenly over bands, each with its share."""
    mean = sum(share * (low + high) / 2 for low, high, share in bands)
    square = sum(share * (low**2 + low * high + high**2) / 3 for low, high, share in bands)
    return mean, math.sqrt(max(square / mean**2 - 1, 0.0)) if mean else 0.0
