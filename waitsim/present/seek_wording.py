"""The answer of a search in words."""

import datetime

from waitsim.analysis.sequential import Chance
from waitsim.experiments.seek import FOUND, IMPOSSIBLE, Answer, Tried
from waitsim.experiments.seek_costs import Costs
from waitsim.experiments.seek_earliest import Earliest
from waitsim.experiments.seek_levers import Lever
from waitsim.experiments.seek_question import Question
from waitsim.experiments.seek_reasons import BOTTLENECK, DELAYS, GROWS, Load, Reason
from waitsim.present.wording import counted, joined, say, say_date, say_range


def answer_said(answer: Answer) -> list[str]:
    """The answer, line by line; the first says it all."""
    question = answer.question
    lines = [*_answer(answer), *load_said(answer.reason)]
    return [*lines, *extension_said(question)]


def earliest_said(early: Earliest) -> list[str]:
    """The earliest date, line by line; the first says it all."""
    question, best, nearest = early.question, early.best, early.nearest
    aim = f"that {target_said(question)} and stay so"
    if early.met and best is not None:
        lines = [f"From {say_date(best.date)} on: probability {chance_said(best.chance)} {aim}."]
        if nearest is not None:
            lines.append(f"{say_date(nearest.date)} was shown to be too early.")
        if early.spread:
            weeks = counted(early.spread, "week")
            lines.append(f"What is between was not settled, so the date may be {weeks} too late.")
    elif best is not None:
        lines = [
            f"Not by {say_date(best.date)} {_because(early.reason)}: probability "
            f"{chance_said(best.chance)} {aim}."
        ]
    else:
        lines = [f"Not settled {aim}. Raise --at-most to go on."]
    return [*lines, *load_said(early.reason), *extension_said(question)]


def chance_said(chance: Chance) -> str:
    """A probability with its interval: ``86 % (80 to 91 %)``."""
    return f"{say(chance.share, 'share')} ({say_range(chance.low, chance.high, 'share')})"


def target_said(question: Question) -> str:
    """What is to be met."""
    target, limit = question.target, question.target.limit_weeks
    return (
        f"{say(target.share, 'share')} of those waiting are within {say(limit, 'weeks')} "
        f"({target.standard})"
    )


def values_said(question: Question, said: tuple[str, ...]) -> str:
    """What each lever is set to: ``12.5 WTE of nurses``; without those that stay as they are."""
    return joined([_named(lever, text) for lever, text in _moved(question, said)])


def load_said(reason: Reason) -> list[str]:
    """How much is asked of staff afterwards."""
    if not reason.loads:
        return []
    told = joined([f"{load.group} {load.intensity:.2f}" for load in reason.loads])
    lines = [f"Asked for afterwards, over what there is (traffic intensity): {told}."]
    over = [load.group for load in reason.loads if load.intensity >= 1 and not load.moved]
    if over and reason.cause != BOTTLENECK:
        lines.append(
            f"Beware: {joined(over)} would be asked for more than they have, so lists that need "
            "them grow unless children leave them."
        )
    return lines


def extension_said(question: Question) -> list[str]:
    """That the run was made longer, if it was."""
    if not question.extended:
        return []
    end = question.loaded.scenario.end - datetime.timedelta(days=1)
    return [
        f"To see whether it stays so, the run goes on until {say_date(end)}, "
        f"{counted(question.extended, 'day')} longer than the scenario says."
    ]


def _answer(answer: Answer) -> list[str]:
    question, best = answer.question, answer.best
    aim = f"{target_said(question)} on {say_date(question.by)} and from then on"
    if answer.kind == FOUND and best is not None:
        chance = f"probability {chance_said(best.chance)} that {aim}"
        if not any(best.choice):
            return [f"{values_said(question, best.said)} is enough already: {chance}."]
        return [
            f"{_changed(question, best.said)}: {chance}.",
            costs_said(best.costs, question.by),
            *_nearest(answer),
        ]
    if answer.kind == IMPOSSIBLE and best is not None:
        return [
            f"Impossible {_because(answer.reason)}: even with {_changed(question, best.said)} the "
            f"probability is {chance_said(best.chance)} that {aim}."
        ]
    short = [f"{values_said(question, each.said)} was not enough. " for each in answer.nearest]
    return [
        f"Not settled: nothing that is allowed was shown to be enough, with a probability of "
        f"{say(question.chance, 'share')} that {aim}. {''.join(short[:1])}"
        "Allow more, or raise --at-most to go on."
    ]


def _changed(question: Question, said: tuple[str, ...]) -> str:
    """The levers with what they are set to, from when, and what they are now."""
    return joined(
        [f"{_named(lever, text)} {_when(lever)}" for lever, text in _moved(question, said)]
    )


def _moved(question: Question, said: tuple[str, ...]) -> list[tuple[Lever, str]]:
    """The levers that are moved, or all where none is."""
    every = list(zip(question.levers, said, strict=True))
    return [(lever, text) for lever, text in every if text != lever.said[0]] or every


def _named(lever: Lever, said: str) -> str:
    if lever.wish.buys:
        number = said.removesuffix(" a week")
        slots = "slot" if number == "1" else "slots"
        return f"{number} {slots} a week bought at {lever.wish.buys}"
    parts = lever.path.split(".")
    if parts[0] == "staff" and parts[-1] == "wte":
        return f"{said} WTE of {parts[1]}"
    return f"{lever.path} of {said}"


def _when(lever: Lever) -> str:
    until = f" to {say_date(lever.wish.end)}" if lever.wish.end else ""
    now = "" if lever.wish.buys else f" (now {lever.said[0]})"
    return f"from {say_date(lever.start)}{until}{now}"


def costs_said(costs: Costs, by: datetime.date) -> str:
    """What it costs a year, and until the date."""
    more = "more" if costs.a_year >= 0 else "less"
    return (
        f"That costs {say(abs(costs.a_year), 'pounds')} a year {more} "
        f"({say(abs(costs.until), 'pounds')} by {say_date(by)})."
    )


def _nearest(answer: Answer) -> list[str]:
    if not answer.nearest and not answer.unclear:
        return ["How much less would do was not settled."]
    but = " with the rest as it is" if len(answer.question.levers) > 1 else ""
    lines = []
    if answer.nearest:
        told = [f"{_only(answer, each)}{_why(answer, each)}" for each in answer.nearest]
        lines.append(f"Shown not to be enough{but}: {'; '.join(told)}.")
    if answer.unclear:
        told = [f"{_only(answer, each)}, {chance_said(each.chance)}" for each in answer.unclear]
        lines.append(f"Too near to tell{but}: {'; '.join(told)}. Raise --at-most to go on.")
    if answer.spread:
        steps = "one step" if answer.spread == 1 else f"{answer.spread} steps"
        step = f"{answer.question.levers[0].step:g}"
        lines.append(
            f"What is between was not settled, so the answer may be {steps} of {step} too far."
        )
    if answer.ways:
        count = sum(not each.fresh for each in answer.tried)
        lines.append(f"Nothing cheaper was found to be enough among {count} that were looked at.")
    return lines


def _only(answer: Answer, tried: Tried) -> str:
    """A value, or of several levers the one that differs from the answer."""
    question, best = answer.question, answer.best
    assert best is not None
    return joined(
        [
            _named(lever, mine)
            for lever, mine, there in zip(question.levers, tried.said, best.said, strict=True)
            if mine != there
        ]
    )


def _why(answer: Answer, tried: Tried) -> str:
    if tried.met < answer.question.chance:
        return ""
    return ", as the target is met there, but staff would be asked for more than they have"


def _because(reason: Reason) -> str:
    busy = reason.loads[0] if reason.loads else None
    if reason.cause == GROWS:
        asked = [load for load in reason.loads if load.moved and load.intensity >= 1]
        names = joined([load.group for load in asked or reason.loads[:1]])
        return f"because {names} would be asked for more than they have afterwards"
    if reason.cause == BOTTLENECK and busy is not None:
        return (
            f"because {say(reason.waiting, 'referrals')} still wait for {reason.step}, which needs "
            f"{_asked(busy)}"
        )
    if reason.cause == DELAYS:
        return f"because of time that nobody can shorten ({joined(reason.delays)})"
    waiting = say(reason.waiting, "referrals")
    return f"in the time there is, because {waiting} still wait for {reason.step}"


def _asked(load: Load) -> str:
    return f"{load.group}, asked for {load.intensity:.2f} of what they have"
