"""The inputs of a sweep in words, and what its cases gave at them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from waitsim.experiments.headline import HEADLINES, Headline
from waitsim.experiments.sweep_inputs import Input
from waitsim.experiments.sweep_sensitivity import values_by_case
from waitsim.experiments.swept import Swept
from waitsim.present.wording import say
from waitsim.scenario.part import spoken
from waitsim.scenario.schema import Scenario

Floats = NDArray[np.float64]
_LEFT_OUT: Final = ("staff", "pathways", "steps", "then", "changes")


@dataclass(frozen=True)
class Response:
    """A value of a standard in each case, in the order of the cases; nan where there is none.

    Args:
        standard: ``pathway.standard``.
        subject: pathway and standard in words.
        headline: which value.
        low: lower end of the 95 % interval of the mean.
        high: upper end.
    """

    standard: str
    subject: str
    headline: Headline
    mean: Floats
    low: Floats
    high: Floats

    @property
    def varies(self) -> bool:
        """Whether it differs between cases."""
        known = self.mean[~np.isnan(self.mean)]
        return bool(len(known)) and bool((known != known[0]).any())

    @property
    def known(self) -> list[int]:
        """Cases that have it."""
        return [int(i) for i in np.flatnonzero(~np.isnan(self.mean))]

    def said(self, case: int) -> str:
        """The value in a case, with its interval."""
        if np.isnan(self.mean[case]):
            return ""
        unit = self.headline.unit
        said = say(float(self.mean[case]), unit)
        if np.isnan(self.low[case]):
            return said
        low, high = (say(float(end[case]), unit) for end in (self.low, self.high))
        return f"{said} ({low} to {high})"


def responses(found: Swept, scenario: Scenario, standard: str) -> list[Response]:
    """Each headline value of a standard."""
    cases = len(found.plan.cases)

    def column(name: str) -> Floats:
        return values_by_case(found.columns, standard, name, cases)

    return [
        Response(
            standard=standard,
            subject=subject_of(scenario, standard),
            headline=entry,
            mean=column(entry.name),
            low=column(f"{entry.name}_low"),
            high=column(f"{entry.name}_high"),
        )
        for entry in HEADLINES
    ]


def subject_of(scenario: Scenario, standard: str) -> str:
    """A standard by the labels of its pathway and itself."""
    pathway, _, name = standard.partition(".")
    part = scenario.pathways.get(pathway)
    if part is None or name not in part.standards:
        return standard
    return f"{spoken(pathway, part)}: {spoken(name, part.standards[name])}"


def input_label(one: Input) -> str:
    """An input by the names on its path, with its unit."""
    names = one.path.split(".")
    words = _spelt([name for name in names if name not in _LEFT_OUT] or names)
    if names[0] == "changes":
        words = f"change {words}"
    return f"{words} ({one.unit})" if one.unit and one.unit != "x" else words


def input_at(one: Input, case: int) -> str:
    """What a case has at an input, with the last of its names: ``WTE 12``."""
    return f"{_spelt(one.path.split('.')[-1:])} {input_said(one, case)}"


def _spelt(names: Sequence[str]) -> str:
    return " ".join("WTE" if name == "wte" else name.replace("_", " ") for name in names)


def input_said(one: Input, case: int) -> str:
    """What a case has at an input, with its unit."""
    if one.numbers is None:
        return one.texts[case]
    value = one.numbers[case]
    if np.isnan(value):
        return one.texts[case]
    if one.unit.startswith("£"):
        return f"£{value:,g}{one.unit[1:]}"
    return f"x{value:g}" if one.unit == "x" else f"{value:,g} {one.unit}".strip()


def varying(found: Swept) -> list[Input]:
    """The inputs that are not the same in all cases."""
    failed = failed_cases(found)
    sound = [i for i in range(len(found.plan.cases)) if i not in failed]
    return [one for one in found.inputs if len({input_said(one, i) for i in sound}) > 1]


def failed_cases(found: Swept) -> dict[int, str]:
    """Why each case that could not be run could not, by its number from 0."""
    errors, cases = found.columns["error"], found.columns["case"].values
    words = errors.categories or ()
    said = {int(i) - 1: str(words[int(c)]) for i, c in zip(cases, errors.values, strict=True)}
    return {i: error for i, error in said.items() if error}


def levels(one: Input, cases: Sequence[int]) -> list[str]:
    """The different values of an input, in order where they are numbers."""
    return list(dict.fromkeys(input_said(one, i) for i in in_order(one, cases)))


def in_order(one: Input, cases: Sequence[int]) -> list[int]:
    """Cases by the value of an input; those in words as written."""
    values = one.numbers
    if values is None:
        return list(cases)
    return sorted(cases, key=lambda i: math.inf if math.isnan(values[i]) else values[i])
