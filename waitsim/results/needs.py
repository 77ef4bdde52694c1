"""What steps ask of staff, so that demand can be told from what arrived at each step."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Need:
    """Minutes that a step asks of a staff group, on average, in each quarter of the run.

    Args:
        step: index.
        group: index.
        arrival_minutes: by a referral that arrives there, for all its contacts to come.
        booking_minutes: by one booking, kept or not; what a bought slot saves.
        panel_minutes: in the whole quarter, by the panels of a clinic, whoever comes.
        endless: whether contacts there have no bound; then they are asked one by one, as they
            come, and not on arrival.
    """

    step: int
    group: int
    arrival_minutes: tuple[float, ...]
    booking_minutes: tuple[float, ...]
    panel_minutes: tuple[float, ...]
    endless: bool = False


def need_of(said: Mapping[str, Any]) -> Need:
    """A need of which a text (JSON) says the fields.

    Raises:
        TypeError: if it does not say those of a need.
    """
    fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in said.items()}
    return Need(**fields)
