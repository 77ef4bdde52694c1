"""Options beside a base, replication by replication under the same luck."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from waitsim.analysis.intervals import paired_difference
from waitsim.analysis.ratios import ratio_interval
from waitsim.experiments.figures import LEVEL
from waitsim.experiments.headline import HEADLINES, seen_within, total_cost, waiting_end
from waitsim.results.results import Results

Floats = NDArray[np.float64]

HIGHER: Final = "higher"
COST: Final = "cost"
COST_PER_CHILD: Final = "cost_per_extra_child"
ALL_WAITING: Final = "all_waiting_end"
ALL_WITHIN: Final = "all_seen_within"


@dataclass(frozen=True)
class _Pair:
    """One value under the base and under an option, shape (replication,) each."""

    option: str
    pathway: str
    standard: str
    name: str
    measure: str
    label: str
    unit: str
    better: str
    base: Floats
    other: Floats


def compare(
    runs: Sequence[Results], base: int = 0, labels: Sequence[str] | None = None
) -> pd.DataFrame:
    """How each run differs from the base: a row for each option, standard and measure.

    ``difference`` is the option less the base, with its 95 % interval in ``low`` and ``high``;
    ``family_low`` and ``family_high`` hold for all rows at once (Bonferroni). ``better_share``
    is the share of replications in which the option is better, with its interval, and
    ``tied_share`` that in which both are alike. The measure ``cost_per_extra_child`` is the
    extra cost over the extra children seen within the limit, and nan where no more are seen.
    Rows without a ``name`` are of the whole scenario: its cost, and all standards taken together,
    in which a child counts once for each standard. The frame's ``attrs`` hold ``base``,
    ``level``, ``family_level`` and ``comparisons``.

    Args:
        runs: two or more, of the same seed, replications, dates and standards.
        base: index of the run the others are held against.
        labels: names of the runs; their titles if left out.
    Raises:
        ValueError: if the runs cannot be paired.
    """
    _check(runs, base, labels)
    names = distinct(labels or [run.header.title for run in runs])
    options = [i for i in range(len(runs)) if i != base]
    pairs = [pair for i in options for pair in _pairs(runs[base], runs[i], names[i])]
    ratios = len(runs[base].header.standards) + 1
    comparisons = len(pairs) + len(options) * ratios
    family = 1 - (1 - LEVEL) / comparisons
    rows = [_row(pair, family) for pair in pairs]
    for i in options:
        rows += _cost_rows(runs[base], runs[i], names[i], family)
    frame = pd.DataFrame(rows)
    frame["option"] = pd.Categorical(frame["option"], [names[i] for i in options])
    frame = frame.sort_values("option", kind="stable", ignore_index=True)
    frame["option"] = frame["option"].astype(str)
    frame.attrs = {
        "base": names[base],
        "level": LEVEL,
        "family_level": family,
        "comparisons": comparisons,
    }
    return frame


def _pairs(base: Results, other: Results, option: str) -> list[_Pair]:
    header = base.header
    order = [_place(other, standard.name) for standard in header.standards]
    found = []
    for entry in HEADLINES:
        before, after = entry.values(base), entry.values(other)[:, order]
        for i, standard in enumerate(header.standards):
            found.append(
                _Pair(
                    option=option,
                    pathway=header.names.pathway_labels[standard.pathway],
                    standard=standard.label,
                    name=standard.name,
                    measure=entry.name,
                    label=entry.label,
                    unit=entry.unit,
                    better=entry.better,
                    base=before[:, i],
                    other=after[:, i],
                )
            )
    return [*found, *_pairs_altogether(base, other, option)]


def _pairs_altogether(base: Results, other: Results, option: str) -> list[_Pair]:
    """All standards taken together, and the cost."""
    waiting = (waiting_end(base).sum(axis=1), waiting_end(other).sum(axis=1))
    within = (seen_within(base).sum(axis=1), seen_within(other).sum(axis=1))
    money = (total_cost(base), total_cost(other))
    named = (
        (ALL_WAITING, "Waiting at the end, all standards", "referrals", "lower", *waiting),
        (ALL_WITHIN, "Seen within the limit, all standards", "referrals", HIGHER, *within),
        (COST, "Cost", "pounds", "lower", *money),
    )
    return [_Pair(option, "", "", "", *each) for each in named]


def _row(pair: _Pair, family: float) -> dict[str, object]:
    sign = -1.0 if pair.better == HIGHER else 1.0
    found = paired_difference(sign * pair.base, sign * pair.other, LEVEL)
    wide = paired_difference(pair.base, pair.other, family).difference
    plain = paired_difference(pair.base, pair.other, LEVEL).difference
    named = {key: value for key, value in asdict(pair).items() if key not in ("base", "other")}
    return named | {
        "base_mean": _mean(pair.base),
        "option_mean": _mean(pair.other),
        "difference": float(plain.mean),
        "low": float(plain.low),
        "high": float(plain.high),
        "family_low": float(wide.low),
        "family_high": float(wide.high),
        "better_share": float(found.lower.mean),
        "better_low": float(found.lower.low),
        "better_high": float(found.lower.high),
        "tied_share": float(found.tied),
    }


def _cost_rows(
    base: Results, other: Results, option: str, family: float
) -> list[dict[str, object]]:
    """Extra cost over extra children seen within the limit: each standard, then all together."""
    header, nan = base.header, float("nan")
    order = [_place(other, standard.name) for standard in header.standards]
    extra_cost = total_cost(other) - total_cost(base)
    extra_seen = seen_within(other)[:, order] - seen_within(base)
    labels = header.names.pathway_labels
    of = [(labels[each.pathway], each.label, each.name) for each in header.standards]
    rows: list[dict[str, object]] = []
    for i, (pathway, standard, name) in enumerate([*of, ("", "", "")]):
        children = extra_seen[:, i] if i < len(of) else extra_seen.sum(axis=1)
        mean, low, high = ratio_interval(extra_cost, children, LEVEL)
        _, family_low, family_high = ratio_interval(extra_cost, children, family)
        rows.append(
            {
                "option": option,
                "pathway": pathway,
                "standard": standard,
                "name": name,
                "measure": COST_PER_CHILD,
                "label": "Cost per extra child seen within the limit",
                "unit": "pounds",
                "better": "lower",
                "base_mean": nan,
                "option_mean": nan,
                "difference": mean,
                "low": low,
                "high": high,
                "family_low": family_low,
                "family_high": family_high,
                "better_share": nan,
                "better_low": nan,
                "better_high": nan,
                "tied_share": nan,
            }
        )
    return rows


def _check(runs: Sequence[Results], base: int, labels: Sequence[str] | None) -> None:
    if len(runs) < 2:
        raise ValueError(f"a comparison needs two runs or more, not {len(runs)}")
    if not 0 <= base < len(runs):
        raise ValueError(f"base is {base}, and there are runs 0 to {len(runs) - 1}")
    if labels is not None and len(labels) != len(runs):
        raise ValueError(f"there are {len(labels)} labels for {len(runs)} runs")
    first = runs[base].header
    for run in runs:
        run.must_be_independent()
        for what in ("seed", "replications", "semantics", "start", "days"):
            mine, given = getattr(first, what), getattr(run.header, what)
            if given != mine:
                raise ValueError(
                    f'"{run.header.title}" cannot be paired with "{first.title}": '
                    f"{what} is {given}, not {mine}. Run both alike."
                )
        for standard in first.standards:
            _place(run, standard.name)


def _place(run: Results, standard: str) -> int:
    names = [entry.name for entry in run.header.standards]
    if standard not in names:
        raise ValueError(f'"{run.header.title}" has no standard "{standard}" to be compared')
    return names.index(standard)


def distinct(names: Sequence[str]) -> list[str]:
    """The names, with a number after those that have been used before."""
    found: list[str] = []
    for name in names:
        times = sum(other == name or other.startswith(f"{name} (") for other in found)
        found.append(f"{name} ({times + 1})" if name in found else name)
    return found


def _mean(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")
