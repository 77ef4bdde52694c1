"""Names that luck cannot tell apart, and more of them than a run can hold."""

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from waitsim.rules.keys import key_of, step_key
from waitsim.scenario.schema import Scenario
from waitsim.scenario.tree import Path

Finding: TypeAlias = tuple[Path, str]

_MOST_STEPS: Final = 1000


def name_findings(scenario: Scenario) -> Iterator[Finding]:
    """Names that cannot be told apart by the draws, and more steps than can be kept count of."""
    for part in ("pathways", "staff"):
        yield from _same_keys([((part, name), key_of(name)) for name in getattr(scenario, part)])
    for name, pathway in scenario.pathways.items():
        at = ("pathways", name, "steps")
        yield from _same_keys([((*at, step), step_key(step)) for step in pathway.steps])
    yield from _same_keys([(("groups", name), step_key(name)) for name in scenario.groups])
    steps = sum(len(pathway.steps) for pathway in scenario.pathways.values())
    if steps > _MOST_STEPS:
        message = f"there are {steps:,} steps; at most {_MOST_STEPS:,} fit. Split the scenario."
        yield ("pathways",), message


def _same_keys(keys: Sequence[tuple[Path, int]]) -> Iterator[Finding]:
    first: dict[int, Path] = {}
    for path, key in keys:
        other = first.setdefault(key, path)
        if other != path:
            yield path, f'by accident shares its random numbers with "{other[-1]}". Rename it.'
