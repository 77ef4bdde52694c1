"""What an event is: rows of the event table, and what a model has to do."""

from dataclasses import dataclass

import numpy as np

from waitsim.engine.run import run_block
from waitsim.model.tables import DELAY, Model
from waitsim.records import (
    ATTENDED,
    ENTERED,
    JOINED,
    LEFT,
    MISSED,
    PLACED,
    REFERRED,
    RELEASED,
)


@dataclass(frozen=True)
class Counts:
    """Events of one replication, counted in two ways."""

    referrals: int
    """New, opening and further ones."""
    rows: int
    """Of the event table."""
    model: int
    """Referrals, returns, slots used, places taken and given back, and leaves.

    A return is the end of a delay or a follow-up that falls due; a slot is used by a contact that
    is attended or missed; whoever is discharged for missing contacts leaves a list too.
    """


def count(model: Model, seed: int = 1) -> Counts:
    """The events of a model's first replication."""
    events = run_block(model, seed, 0, 1, events=True).events
    assert events is not None
    kind, step, detail = events[:, 3], events[:, 5], events[:, 7]
    follow_lists = model.tables.follow_list[model.tables.follow_list >= 0]
    returns = np.count_nonzero((kind == ENTERED) & (model.tables.step_kind[step] == DELAY))
    returns += np.count_nonzero((kind == JOINED) & np.isin(detail, follow_lists))
    done = np.count_nonzero(np.isin(kind, (REFERRED, ATTENDED, MISSED, PLACED, RELEASED, LEFT)))
    return Counts(
        referrals=int(np.count_nonzero(kind == REFERRED)),
        rows=len(events),
        model=int(returns + done),
    )
