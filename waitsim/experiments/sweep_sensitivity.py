"""How much each input of a sweep accounts for, by standard and value."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from waitsim.analysis.sensitivity import sobol_indices
from waitsim.experiments.sweep_frame import words_column
from waitsim.experiments.sweep_plan import Plan
from waitsim.experiments.sweep_values import MEASURES
from waitsim.results.tables import Column

SENSITIVITY: Final = "sensitivity"


@dataclass(frozen=True)
class Share:
    """What an input accounts for of how a value differs between cases.

    Args:
        standard: ``pathway.standard``.
        measure: name of the value.
        input: path of the input.
        first: share of the variance that would go if the input were known.
        first_low: lower end of its 95 % interval.
        first_high: upper end.
        total: share that would stay if all others were known.
        total_low: lower end of its 95 % interval.
        total_high: upper end.
        points: rows of the design from which that is worked out.
    """

    standard: str
    measure: str
    input: str
    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float
    points: int


def shares(plan: Plan, columns: dict[str, Column]) -> tuple[Share, ...]:
    """The shares of all inputs in each value of each standard; none if the design has none.

    Args:
        columns: of the sweep's frame.
    """
    if not plan.points:
        return ()
    found = []
    for standard in standards_of(columns):
        for measure in MEASURES:
            values = values_by_case(columns, standard, measure, len(plan.cases))
            indices = sobol_indices(values, len(plan.inputs))
            first, total = indices.first, indices.total
            found += [
                Share(
                    standard=standard,
                    measure=measure,
                    input=path,
                    first=float(first.mean[i]),
                    first_low=float(first.low[i]),
                    first_high=float(first.high[i]),
                    total=float(total.mean[i]),
                    total_low=float(total.low[i]),
                    total_high=float(total.high[i]),
                    points=indices.points,
                )
                for i, path in enumerate(plan.inputs)
            ]
    return tuple(found)


def standards_of(columns: dict[str, Column]) -> tuple[str, ...]:
    """Names of the standards of which a sweep's frame tells."""
    return tuple(str(name) for name in columns["standard"].categories or () if name)


def values_by_case(
    columns: dict[str, Column], standard: str, name: str, cases: int
) -> NDArray[np.float64]:
    """A column of one standard, nan for cases that have none: (case,)."""
    names = columns["standard"].categories or ()
    rows = np.flatnonzero(columns["standard"].values == names.index(standard))
    found = np.full(cases, np.nan)
    found[columns["case"].values[rows] - 1] = columns[name].values[rows]
    return found


def share_columns(found: tuple[Share, ...]) -> dict[str, Column]:
    """Shares as columns of a table."""
    columns = {
        name: words_column([getattr(one, name) for one in found])
        for name in ("standard", "measure", "input")
    }
    ends = ("first", "first_low", "first_high", "total", "total_low", "total_high")
    for name in ends:
        columns[name] = Column(np.array([getattr(one, name) for one in found], dtype=np.float64))
    columns["points"] = Column(np.array([one.points for one in found], dtype=np.int64))
    return columns
