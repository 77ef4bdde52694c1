"""What does not fit together in choices of another provider."""

from collections.abc import Collection, Iterator

from waitsim.records import BUILT_IN_ENDS
from waitsim.scenario.choosing import Choice
from waitsim.scenario.schema import Pathway, Scenario
from waitsim.scenario.steps import Listed, Review, Step
from waitsim.scenario.suggest import suggestion
from waitsim.scenario.tree import Path


def choice_findings(scenario: Scenario, absent: Collection[Path]) -> Iterator[tuple[Path, str]]:
    """Choices by the wait of a list that is not there, or that lead nowhere.

    Args:
        absent: parts that were left out because they are faulty.
    """
    for name, pathway in scenario.pathways.items():
        for key, step in pathway.steps.items():
            at: Path = ("pathways", name, "steps", key)
            if any(_fixed(way.choice) != _fixed(step.choice) for way in step.ways):
                message = (
                    "only the shares of a choice can differ. Write it in the step itself too, with "
                    "shares at the same waits."
                )
                yield (*at, "differs"), message
            if step.choice is None:
                continue
            yield from _list(scenario, step.choice, (*at, "choice", "of"), absent)
            known = [*pathway.steps, *pathway.ends, *BUILT_IN_ENDS]
            left_out = {(*at[:2], part, step.choice.to) for part in ("steps", "ends")}
            if step.choice.to not in known and not left_out & set(absent):
                hint = suggestion(step.choice.to, known) or " Name a step or end of this pathway."
                yield (*at, "choice", "to"), f'unknown step or end "{step.choice.to}".{hint}'


def choice_structure(at: str, pathway: Pathway) -> dict[str, object]:
    """What no dated change may alter, by dotted path."""
    return {f"{at}.steps.{key}.choice": _fixed(step.choice) for key, step in pathway.steps.items()}


def chosen(step: Step) -> list[str]:
    """Where those go from a step who choose another provider, if anybody ever does."""
    return [
        way.choice.to
        for way in step.ways
        if way.choice is not None and any(way.choice.shares.values())
    ]


def _fixed(choice: Choice | None) -> tuple[object, ...]:
    if choice is None:
        return ()
    return (choice.of, choice.counted_from, choice.to, *sorted(choice.shares))


def _list(
    scenario: Scenario, choice: Choice, at: Path, absent: Collection[Path]
) -> Iterator[tuple[Path, str]]:
    name, _, key = choice.of.partition(".")
    known = [f"{p}.{s}" for p, part in scenario.pathways.items() for s in part.steps]
    step = scenario.pathways[name].steps.get(key) if name in scenario.pathways else None
    if step is None:
        if {("pathways", name), ("pathways", name, "steps", key)} & set(absent):
            return
        hint = suggestion(choice.of, known) or ' Write it as "pathway.step".'
        yield at, f'unknown step "{choice.of}".{hint}'
    elif not isinstance(step, Listed) or isinstance(step, Review):
        yield at, f"nobody waits for a first contact at a {step.kind}. Name a contact or a place."
