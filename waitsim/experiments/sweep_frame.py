"""The frame that a sweep gives: a row for each case and standard."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from waitsim.analysis.intervals import mean_interval, prediction_band
from waitsim.experiments.figures import BAND, LEVEL
from waitsim.experiments.sweep_inputs import Input
from waitsim.experiments.sweep_values import COST, MEASURES
from waitsim.results.tables import Column
from waitsim.results.values import Key, Values

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

ENDS: Final = ("", "_low", "_high", "_band_low", "_band_high")
"""Ends of the names of columns: the mean, its 95 % confidence interval, the 90 % band."""


@dataclass(frozen=True)
class Outcome:
    """What a case came to.

    Args:
        identity: of its scenario; empty if it is none.
        keys: of the figures: standard, empty for the whole scenario, and value.
        figures: shape (key, end), in the order of `ENDS`; None if the case could not be run.
        error: why not.
    """

    identity: str
    keys: tuple[Key, ...] = ()
    figures: Floats | None = None
    error: str = ""


def outcome_of(identity: str, values: Values) -> Outcome:
    """What the values of all replications of a case come to."""
    estimate, band = mean_interval(values.array, LEVEL), prediction_band(values.array, BAND)
    ends = (estimate.mean, estimate.low, estimate.high, band.low, band.high)
    return Outcome(identity, values.keys, np.stack(ends, axis=1))


def sweep_columns(
    inputs: Sequence[Input], outcomes: Sequence[Outcome], replications: int
) -> dict[str, Column]:
    """The frame's columns; a case that could not be run has one row, with its error."""
    rows: list[tuple[int, str]] = []
    cells: dict[str, list[float]] = {f"{m}{end}": [] for m in (*MEASURES, COST) for end in ENDS}
    for i, outcome in enumerate(outcomes):
        found = dict(zip(outcome.keys, _figures(outcome), strict=True))
        standards = tuple(dict.fromkeys(name for name, _ in outcome.keys if name)) or ("",)
        for standard in standards:
            rows.append((i, standard))
            for measure in (*MEASURES, COST):
                own = found.get(("" if measure == COST else standard, measure), _NOTHING)
                for end, value in zip(ENDS, own, strict=True):
                    cells[f"{measure}{end}"].append(float(value))
    cases = [i for i, _ in rows]
    columns = {"case": Column(np.array(cases, dtype=np.int64) + 1)}
    columns |= {one.path: _input_column(one, cases) for one in inputs}
    columns["standard"] = words_column([standard for _, standard in rows])
    columns["replications"] = Column(np.full(len(rows), replications, dtype=np.int64))
    columns |= {name: Column(np.array(own, dtype=np.float64)) for name, own in cells.items()}
    columns["error"] = words_column([outcomes[i].error for i in cases])
    return columns


_NOTHING: Final = (float("nan"),) * len(ENDS)


def frame_of(columns: dict[str, Column]) -> "pd.DataFrame":
    """Columns as a frame."""
    import pandas as pd  # noqa: PLC0415 (slow to load)

    plain = {name: _plain(column) for name, column in columns.items()}
    return pd.DataFrame(plain)


def csv_bytes(columns: dict[str, Column]) -> bytes:
    """Columns as CSV in UTF-8; what is not known is blank."""
    return frame_of(columns).to_csv(index=False, lineterminator="\n").encode()


def _figures(outcome: Outcome) -> Floats:
    return np.zeros((0, len(ENDS))) if outcome.figures is None else outcome.figures


def _input_column(one: Input, cases: Sequence[int]) -> Column:
    if one.numbers is None:
        return words_column([one.texts[i] for i in cases])
    return Column(np.array(one.numbers, dtype=np.float64)[list(cases)])


def words_column(texts: Sequence[str]) -> Column:
    """A column of texts."""
    names = tuple(dict.fromkeys(texts))
    places = {name: i for i, name in enumerate(names)}
    return Column(np.array([places[text] for text in texts], dtype=np.int32), names)


def _plain(column: Column) -> list[str] | NDArray[np.number]:
    if column.categories is None:
        return column.values
    names = [str(name) for name in column.categories]
    return [names[int(code)] for code in column.values]
