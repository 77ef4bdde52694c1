"""The events of a run as a table with names, and back."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from waitsim.records import EVENT_COLUMNS, EVENT_KINDS, EventArray
from waitsim.results.header import Header
from waitsim.results.tables import Column, priorities

_NO_STEP = "none"


def event_columns(events: EventArray, header: Header) -> dict[str, Column]:
    """The columns of an event log.

    Minutes count from the start of the run and are below 0 for what went before it.

    Args:
        events: shape (event, column): the replication, then ``EVENT_COLUMNS``.
    """
    given = dict(zip(("replication", *EVENT_COLUMNS), events.T, strict=True))
    found = {name: Column(np.ascontiguousarray(values)) for name, values in given.items()}
    names = [priorities(header, i) for i in range(header.sizes.pathways)]
    texts = tuple(dict.fromkeys(name for part in names for name in part))
    codes = np.array([[texts.index(name) for name in part] for part in names], dtype=np.int32)
    return found | {
        "replication": Column(given["replication"].astype(np.int32)),
        "kind": _named(given["kind"], EVENT_KINDS),
        "pathway": _named(given["pathway"], header.names.pathways),
        "step": _named(given["step"] + 1, (_NO_STEP, *header.names.steps)),
        "priority": Column(codes[given["pathway"], given["priority"]], texts),
    }


def _named(codes: NDArray[Any], texts: tuple[str, ...]) -> Column:
    return Column(codes.astype(np.int32), texts)
