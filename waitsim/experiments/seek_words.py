"""A question as it is typed, read with everything that is wrong with it told at once."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from waitsim.errors import Problem
from waitsim.experiments.seek_levers import Wish
from waitsim.experiments.seek_question import Asked, Question, put
from waitsim.scenario.figures import UnitError
from waitsim.scenario.quantities import DATE, MONEY, SHARE, TIME, Quantity

PROBABILITY: Final = SHARE.within(above=0, most=0.9999)


@dataclass(frozen=True)
class Words:
    """What is typed for a search with one lever; empty where it is left out."""

    scenario: Path
    lever: str
    target: str
    by: str
    probability: str = "80 %"
    start: str = ""
    step: str = ""
    limit: str = ""
    lead: str = ""
    ramp: str = ""
    budget: str = ""
    sets: tuple[str, ...] = ()
    sustained: bool = True


def question_of(words: Words) -> Question:
    """The question that is meant.

    Raises:
        ScenarioError: with everything that is wrong with it or its scenario.
    """
    problems: list[Problem] = []

    def read(option: str, text: str, quantity: Quantity) -> Any:
        try:
            return quantity.check(text) if text else None
        except UnitError as error:
            problems.append(Problem(f"--{option}", 0, "", str(error)))
            return None

    by: datetime.date | None = read("by", words.by, DATE)
    chance = read("probability", words.probability, PROBABILITY)
    budget = read("budget", words.budget, MONEY)
    start = read("from", words.start, DATE)
    about: Mapping[str, str] = {
        key: text
        for key, text in (("lead", words.lead), ("ramp", words.ramp))
        if text and read(key, text, TIME) is not None
    }
    wish = Wish(words.lever, words.step, words.limit, start, None, about)
    asked = Asked(
        path=words.scenario,
        target=words.target,
        by=by,
        chance=chance or 0.5,
        levers=(wish,),
        sets=words.sets,
        sustained=words.sustained,
        budget=budget,
    )
    return put(asked, problems)
