"""Little's law."""

from waitsim.analysis.theory.ranges import check_not_negative


def little_queue(arrival_rate: float, mean_wait: float) -> float:
    """Mean number waiting, L = λW; also the long-run identity to check any simulation by.

    Raises:
        ValueError: if a value is negative.
    Source: Little (1961).
    """
    check_not_negative(arrival_rate=arrival_rate, mean_wait=mean_wait)
    return arrival_rate * mean_wait
