"""A question as it is typed, read with everything that is wrong with it told at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from waitsim.errors import Problem
from waitsim.experiments.seek_levers import Wish
from waitsim.experiments.seek_question import Asked, Question, put
from waitsim.scenario.figures import UnitError
from waitsim.scenario.quantities import DATE, MONEY, RATE, SHARE, TIME, Quantity
from waitsim.scenario.tree import Place

PROBABILITY: Final = SHARE.within(above=0, most=0.9999)
RECRUITS: Final = RATE.within(above=0, most=1e6)
KINDS: Final[Mapping[str, Quantity]] = {
    "by": DATE,
    "probability": PROBABILITY,
    "budget": MONEY,
    "from": DATE,
    "to": DATE,
    "lead": TIME,
    "ramp": TIME,
    "recruits": RECRUITS,
}
"""How each of the words is read."""


@dataclass(frozen=True)
class Words:
    """What is typed for a search; empty where it is left out.

    Args:
        levers: paths, to all of which `step` and what follows it apply.
    """

    scenario: Path
    levers: Sequence[str]
    target: str
    by: str
    probability: str = "80 %"
    start: str = ""
    step: str = ""
    limit: str = ""
    lead: str = ""
    ramp: str = ""
    recruits: str = ""
    budget: str = ""
    sets: tuple[str, ...] = ()
    sustained: bool = True
    earliest: bool = False


def question_of(words: Words) -> Question:
    """The question that is meant.

    Raises:
        ScenarioError: with everything that is wrong with it or its scenario.
    """
    problems = [
        Problem(f"--{key}", 0, "", message)
        for key, given, message in (
            (
                "target",
                words.target,
                'is missing. Write it as "pathway.standard 92% within 18 weeks".',
            ),
            ("by", words.by, "is missing. Name the day from which on the target is to be met."),
            (
                "lever",
                bool(words.levers) != words.earliest,
                "is missing. Name what may be changed, such as staff.nurses.wte, or --earliest."
                if not words.earliest
                else "cannot be moved with --earliest. Leave it out, or use --set.",
            ),
        )
        if not given
    ]

    def read(key: str, text: str) -> Any:
        return read_word(key, text, Place(f"--{key}", 0), problems)

    about = {
        key: text
        for key, text in (("lead", words.lead), ("ramp", words.ramp))
        if text and read(key, text) is not None
    }
    start, recruits = read("from", words.start), read("recruits", words.recruits)
    wishes = tuple(
        Wish(path, words.step, words.limit, start, None, about, recruits) for path in words.levers
    )
    asked = Asked(
        path=words.scenario,
        target=words.target,
        by=read("by", words.by),
        chance=read("probability", words.probability) or 0.5,
        levers=wishes,
        sets=words.sets,
        sustained=words.sustained,
        budget=read("budget", words.budget),
        earliest=words.earliest,
    )
    return put(asked, problems)


def read_word(key: str, text: str, place: Place, problems: list[Problem]) -> Any:
    """What a word says; None if it says nothing, or what is wrong with it is a problem."""
    try:
        return KINDS[key].check(text) if text else None
    except UnitError as error:
        problems.append(Problem(*place, key if place.line else "", str(error)))
        return None
