"""The answer of a search in words."""

import datetime

from waitsim.analysis.sequential import Chance
from waitsim.experiments.seek import FOUND, IMPOSSIBLE, Answer, Tried
from waitsim.experiments.seek_levers import Lever
from waitsim.experiments.seek_question import Question
from waitsim.experiments.seek_reasons import BOTTLENECK, DELAYS, GROWS, Load, Reason
from waitsim.present.wording import counted, joined, say, say_date, say_range


def answer_said(answer: Answer) -> list[str]:
    """The answer, line by line; the first says it all."""
    question = answer.question
    lines = [*_answer(answer), *_load_said(answer.reason)]
    if question.extended:
        end = question.loaded.scenario.end - datetime.timedelta(days=1)
        lines.append(
            f"To see whether it stays so, the run goes on until {say_date(end)}, "
            f"{counted(question.extended, 'day')} longer than the scenario says."
        )
    return lines


def chance_said(chance: Chance) -> str:
    """A probability with its interval: ``86 % (80 to 91 %)``."""
    return f"{say(chance.share, 'share')} ({say_range(chance.low, chance.high, 'share')})"


def target_said(question: Question) -> str:
    """What is to be met, when, and for how long."""
    target, limit = question.target, question.target.limit_weeks
    return (
        f"{say(target.share, 'share')} of those waiting are within {say(limit, 'weeks')} "
        f"({target.standard}) on {say_date(question.by)} and from then on"
    )


def _answer(answer: Answer) -> list[str]:
    question, lever, best = answer.question, answer.question.levers[0], answer.best
    if answer.kind == FOUND and best is not None:
        already = best.said == lever.said[0]
        value = f"{_named(lever, best.said)} {'is enough already' if already else _from(lever)}"
        first = f"{value}: probability {chance_said(best.chance)} that {target_said(question)}."
        return [first, *([] if already else [_cost_said(best, question)]), _nearest(answer)]
    if answer.kind == IMPOSSIBLE and best is not None:
        far = f"even with {_named(lever, best.said)} {_from(lever)}"
        return [
            f"Impossible {_because(answer.reason)}: {far} the probability is "
            f"{chance_said(best.chance)} that {target_said(question)}."
        ]
    short = f"{answer.nearest.said} was shown not to be enough. " if answer.nearest else ""
    return [
        f"Not settled: no value was shown to be enough, with a probability of "
        f"{say(question.chance, 'share')} that {target_said(question)}. {short}"
        "Raise --at-most to go on."
    ]


def _named(lever: Lever, said: str) -> str:
    parts = lever.path.split(".")
    if parts[0] == "staff" and parts[-1] == "wte":
        return f"{said} WTE of {parts[1]}"
    return f"{lever.path} of {said}"


def _from(lever: Lever) -> str:
    until = f" to {say_date(lever.wish.end)}" if lever.wish.end else ""
    return f"from {say_date(lever.start)}{until} (now {lever.said[0]})"


def _cost_said(best: Tried, question: Question) -> str:
    costs = best.costs
    more = "more" if costs.a_year >= 0 else "less"
    return (
        f"That costs {say(abs(costs.a_year), 'pounds')} a year {more} "
        f"({say(abs(costs.until), 'pounds')} by {say_date(question.by)})."
    )


def _nearest(answer: Answer) -> str:
    lever, nearest = answer.question.levers[0], answer.nearest
    if nearest is None:
        return (
            "Less was not asked for."
            if answer.spread == 0
            else "How much less would do was not settled."
        )
    why = ""
    if nearest.met >= answer.question.chance:
        why = ": the target is met there, but staff would be asked for more than they have"
    if answer.spread == 0:
        return f"The next, {nearest.said}, was shown not to be enough{why}."
    steps = "one step" if answer.spread == 1 else f"{answer.spread} steps"
    return (
        f"{nearest.said} was shown not to be enough{why}. What is between was not settled, so the "
        f"answer may be {steps} of {lever.step:g} too far."
    )


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


def _load_said(reason: Reason) -> list[str]:
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
