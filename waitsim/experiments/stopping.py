"""Runs replications until the values asked for are known well enough."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from waitsim.analysis.precision import Rule, Target, Verdict, judge
from waitsim.errors import Problem, ScenarioError
from waitsim.experiments.growing import Growing, next_size, whole_blocks
from waitsim.experiments.headline import HEADLINES, Headline
from waitsim.experiments.replicate import Execution
from waitsim.model.tables import Model
from waitsim.results.results import Results
from waitsim.scenario.load import Loaded

Floats = NDArray[np.float64]

DEFAULT_RULE: Final = Rule(floor=20, ceiling=200)
_AIM: Final = re.compile(r"(?:(?P<name>[^=]*)=)?\s*(?P<number>[\d.]+)\s*(?P<share>%?)\s*")


@dataclass(frozen=True)
class Aim:
    """How well a headline value is to be known, for every standard of the scenario."""

    headline: Headline
    target: Target


@dataclass(frozen=True)
class Aims:
    """What is to be known how well, and how many replications may be spent on it.

    Args:
        values: one or more, see `parse_aims`; all are met together.
        rule: floor, ceiling and look-ahead.
    """

    values: tuple[Aim, ...]
    rule: Rule = DEFAULT_RULE

    def __post_init__(self) -> None:
        """Checks that something is asked for."""
        if not self.values:
            raise ValueError("values must name one value or more")


@dataclass(frozen=True)
class Known:
    """How well one value of one standard is known.

    Args:
        standard: ``pathway.standard``.
        label: of the value.
        half_width: half the length of its 95 % confidence interval; nan if it is not defined.
        wanted: half-width asked for, in the unit of the value.
        met: whether it is as small as asked for.
    """

    standard: str
    label: str
    unit: str
    half_width: float
    wanted: float
    met: bool


@dataclass(frozen=True)
class Precision:
    """Whether a run became as precise as asked for.

    Args:
        needed: replications from which on it was, and stayed so; None if it did not become so.
        values: how well each value is known at the end of the run.
        undefined: values that no replication defines, and that are left out: standard, label.
    """

    needed: int | None
    values: tuple[Known, ...]
    undefined: tuple[tuple[str, str], ...]


def parse_aims(texts: Sequence[str]) -> tuple[Aim, ...]:
    """What texts such as ``waiting_end=2%`` and ``share_within_end=0.01`` ask for.

    ``5%`` alone is asked of every headline value. A per cent is a share of the mean, any other
    number is in the unit of the value.

    Raises:
        ScenarioError: if a text cannot be read or names no headline value; all are told.
    """
    found: dict[str, Aim] = {}
    problems = []
    for text in texts:
        try:
            found |= {aim.headline.name: aim for aim in _parsed(text)}
        except ValueError as error:
            problems.append(Problem("--precision", 0, text, str(error)))
    if problems:
        raise ScenarioError(problems)
    return tuple(found.values())


def run_to_precision(
    source: Loaded | Model,
    aims: Aims,
    *,
    seed: int = 1,
    folder: Path | None = None,
    events: bool = False,
    execution: Execution | None = None,
) -> tuple[Results, Precision]:
    """The results of as many replications as the aims need, and how well their values are known.

    Replications are added in whole blocks, so that the run depends on the scenario, the seed and
    the rule alone. A run kept in the folder is extended, never made again.

    Args:
        events: whether the event log is kept as well; it needs a folder.
    Raises:
        ValueError: if events have nowhere to go or there is no such engine.
        ScenarioError: if results cannot be kept in the folder.
    Source: Hoad, Robinson & Davies (2010), by `waitsim.analysis.precision.judge`.
    """
    rule = aims.rule
    how = execution or Execution()
    growing = Growing(source, seed, folder, how, events=events)
    replications = min(whole_blocks(rule.confirmed_at(rule.floor)), rule.ceiling)
    while True:
        results = growing.to(replications, how.progress)
        verdict, values, targets = _judged(results, aims)
        if verdict.needed is not None or replications >= rule.ceiling:
            break
        replications = next_size(replications, rule.ceiling)
    growing.finish()
    return results, _told(results, aims, verdict, values, targets)


def _parsed(text: str) -> list[Aim]:
    match = _AIM.fullmatch(text)
    if match is None or match["number"].count(".") > 1 or not float(match["number"] or 0) > 0:
        raise ValueError(
            f'"{text}" is no precision. Write a name and a half-width above 0, such as '
            "waiting_end=2% or share_within_end=0.01."
        )
    number, relative = float(match["number"]), bool(match["share"])
    target = Target(number / 100 if relative else number, relative)
    if match["name"] is None:
        if not relative:
            raise ValueError(
                f'"{text}" says no unit. Name a value, as in waiting_end={text.strip()}, or '
                "write a per cent for all values."
            )
        return [Aim(entry, target) for entry in HEADLINES]
    names = [entry.name for entry in HEADLINES]
    name = match["name"].strip()
    if name not in names:
        near = difflib.get_close_matches(name, names, n=1)
        hint = f'Did you mean "{near[0]}"?' if near else f"There are {', '.join(names)}."
        raise ValueError(f'unknown value "{name}". {hint}')
    return [Aim(HEADLINES[names.index(name)], target)]


def _judged(results: Results, aims: Aims) -> tuple[Verdict, Floats, tuple[Target, ...]]:
    """The verdict, the values by aim and standard, and the target of each."""
    values = np.concatenate([aim.headline.values(results) for aim in aims.values], axis=1)
    standards = len(results.header.standards)
    targets = tuple(aim.target for aim in aims.values for _ in range(standards))
    defined = ~np.isnan(values).all(axis=0)
    kept = [target for target, known in zip(targets, defined, strict=True) if known]
    if not kept:
        nothing = np.zeros(0)
        return Verdict(None, None, nothing, nothing > 0), values, targets
    return judge(values[:, defined], kept, aims.rule), values, targets


def _told(
    results: Results,
    aims: Aims,
    verdict: Verdict,
    values: Floats,
    targets: tuple[Target, ...],
) -> Precision:
    names = [standard.name for standard in results.header.standards]
    cells = [(name, aim.headline) for aim in aims.values for name in names]
    known = []
    undefined = []
    widths = iter(zip(verdict.half_widths, verdict.met, strict=True))
    for (name, entry), column, target in zip(cells, values.T, targets, strict=True):
        if np.isnan(column).all():
            undefined.append((name, entry.label))
            continue
        width, met = next(widths)
        mean = abs(float(np.nanmean(column)))
        wanted = target.half_width * mean if target.relative else target.half_width
        known.append(Known(name, entry.label, entry.unit, float(width), wanted, bool(met)))
    return Precision(verdict.needed, tuple(known), tuple(undefined))
