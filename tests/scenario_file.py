"""A small sound scenario file to break in tests, and what is told when it is loaded."""

import re
from pathlib import Path

import pytest

from waitsim.errors import Problem, ScenarioError
from waitsim.scenario.load import Loaded, load

SOUND = """\
schema: 1
title: A clinic and what follows
start: 2026-04-01
horizon: 1 year
calendar:
  school_holidays:
    summer: {from: 2026-07-23, to: 2026-09-01}
staff:
  nurses:
    wte: 6
    hours: 37.5 hours
  doctors:
    wte: 2
pathways:
  autism:
    referrals:
      rate: 12 a week
    ages: {4-11: 60 %, 12-17: 40 %}
    leaves_at_age: 18
    steps:
      triage:
        kind: decision
        then: {assessment: rest, advice: 10 %}
      assessment:
        kind: contact
        staff: {nurses: 90 min}
        admin: {doctors: 30 min}
        dna: {share: 8 %, most: 2}
        then: {forms: 60 %, discharged: 40 %}
      forms:
        kind: delay
        lasts: {distribution: lognormal, mean: 4 weeks, sd: 2 weeks}
        then: therapy
      therapy:
        kind: course
        sessions: 6
        every: 2 weeks
        staff: {nurses: 45 min}
        then: {group: 50 %, check_up: 50 %}
      group:
        kind: place
        places: 20
        lasts: 10 weeks
        then: discharged
      check_up:
        kind: review
        every: 26 weeks
        stops: 20 %
        staff: {doctors: 20 min}
        then: discharged
    ends:
      advice: Advice
      discharged: Discharged
    standards:
      seen: {to: assessment, within: 18 weeks, target: 92 %}
    opening:
      assessment: {waiting: {0-13 weeks: 80, 13-26 weeks: 40}}
      group: {caseload: 20}
"""


def write(folder: Path, text: str, name: str = "f.yaml") -> Path:
    """The path of a file with a text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def changed(old: str, new: str, text: str = SOUND) -> str:
    """The sound scenario with one passage replaced, which must be in it once."""
    assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
    return text.replace(old, new)


def line_of(passage: str, text: str) -> int:
    """The line on which a passage stands first."""
    return text[: text.index(passage)].count("\n") + 1


def sound(folder: Path, text: str = SOUND) -> Loaded:
    """The scenario that a text says."""
    return load(write(folder, text))


def problems(folder: Path, text: str) -> tuple[Problem, ...]:
    """What is told of a text that must have mistakes."""
    with pytest.raises(ScenarioError) as caught:
        load(write(folder, text))
    return caught.value.problems


def told(folder: Path, text: str) -> list[str]:
    """The same as lines ``number: path: message``."""
    return [re.sub(r"^.*f\.yaml:", "", str(problem)) for problem in problems(folder, text)]
