"""What was drawn for each replication, and what differs between replications for that."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from waitsim.results.blocks import DamagedError, Span, parquet_bytes, provenance, read_whole
from waitsim.results.header import Header
from waitsim.results.needs import need_of
from waitsim.results.own import Own
from waitsim.results.results import Results
from waitsim.results.tables import Column

if TYPE_CHECKING:
    import pandas as pd

INPUTS: Final = "inputs.parquet"
OWN: Final = "own.parquet"


def drawn_values(results: Results) -> NDArray[np.float64]:
    """The value of each input in each replication, in the unit of the input: (replication, input).

    Raises:
        ValueError: if nothing is drawn in this run.
    """
    if not results.header.inputs:
        raise ValueError("nothing is drawn in this run: all its inputs are taken as known")
    return np.array([own.values for own in results.own], dtype=np.float64)


def inputs_frame(results: Results) -> "pd.DataFrame":
    """What was drawn: a row for each replication and input.

    Columns: ``replication``, ``draw`` of the inputs, ``input`` (its path in the scenario),
    ``value``, ``unit``, and the value as ``written``.

    Raises:
        ValueError: if nothing is drawn in this run.
    """
    import pandas as pd  # noqa: PLC0415 (slow to load)

    found = _columns(results.header, drawn_values(results))
    return pd.DataFrame({name: _texts_or_numbers(column) for name, column in found.items()})


def inputs_bytes(header: Header) -> bytes:
    """What `inputs_frame` gives, as a Parquet file."""
    return parquet_bytes(
        _columns(header, _all_drawn(header)), provenance(header, Span(0, header.replications))
    )


def own_bytes(header: Header, own: Sequence[Own]) -> bytes:
    """What each replication has of its own, as a Parquet file with a JSON text for each."""
    texts = [json.dumps(asdict(each), separators=(",", ":"), allow_nan=False) for each in own]
    found = {
        "replication": Column(np.arange(len(own), dtype=np.int32)),
        "own": _coded(texts),
    }
    return parquet_bytes(found, provenance(header, Span(0, header.replications)))


def read_own(folder: Path, header: Header) -> tuple[Own, ...]:
    """What each replication of a kept run has of its own; none where nothing was drawn.

    Raises:
        DamagedError: if the file is not sound, or is of another run.
        OSError: if it cannot be read.
    """
    if not header.inputs:
        return ()
    path = folder / OWN
    texts = read_whole(path, provenance(header, Span(0, header.replications)))["own"]
    try:
        return tuple(_own(json.loads(text)) for text in texts)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise DamagedError(f"{path}: it cannot be read ({error})") from error


def _own(tree: dict[str, Any]) -> Own:
    return Own(
        values=tuple(tree["values"]),
        group_costs=tuple(tree["group_costs"]),
        slot_prices=tuple(tuple(weekly) for weekly in tree["slot_prices"]),
        entry_prices=tuple(tuple(weekly) for weekly in tree["entry_prices"]),
        needs=tuple(need_of(need) for need in tree["needs"]),
    )


def _all_drawn(header: Header) -> NDArray[np.float64]:
    """What follows from the seed and the ranges for every replication: (replication, input)."""
    draws = range(-(-header.replications // header.replications_per_draw))
    values = [[one.drawn(header.seed, draw) for one in header.inputs] for draw in draws]
    whole = np.array(values, dtype=np.float64).reshape(len(draws), len(header.inputs))
    return np.repeat(whole, header.replications_per_draw, axis=0)[: header.replications]


def _texts_or_numbers(column: Column) -> NDArray[Any]:
    if column.categories is None:
        return column.values
    found: NDArray[Any] = np.array(column.categories, dtype=object)[column.values]
    return found


def _columns(header: Header, values: NDArray[np.float64]) -> dict[str, Column]:
    replications, inputs = values.shape
    numbers = np.repeat(np.arange(replications, dtype=np.int32), inputs)
    pairs = (pair for row in values for pair in zip(header.inputs, row, strict=True))
    written = [one.text(float(value)) for one, value in pairs]
    return {
        "replication": Column(numbers),
        "draw": Column((numbers // header.replications_per_draw).astype(np.int32)),
        "input": _coded([one.path for one in header.inputs] * replications),
        "value": Column(values.reshape(-1)),
        "unit": _coded([one.unit for one in header.inputs] * replications),
        "written": _coded(written),
    }


def _coded(texts: Sequence[str]) -> Column:
    known = {text: i for i, text in enumerate(dict.fromkeys(texts))}
    return Column(np.array([known[text] for text in texts], dtype=np.int32), tuple(known))
