"""What steps are for each variant of child."""

from collections.abc import Sequence

from waitsim.model.index import Epoch, Index
from waitsim.scenario.differing import Said, number_of_variants, sayings
from waitsim.scenario.grouping import pathway_dimensions
from waitsim.scenario.schema import Scenario
from waitsim.scenario.steps import Step


def variant_count(scenario: Scenario) -> int:
    """Variants there are rows for: the most that any pathway has."""
    return max(
        number_of_variants(pathway_dimensions(scenario, pathway))
        for pathway in scenario.pathways.values()
    )


def steps_by_situation(epochs: Sequence[Epoch], index: Index) -> list[list[Step]]:
    """What each step is in each situation, which is an epoch and in it a variant of child.

    Variants that a pathway does not have are as its first.
    """
    run = epochs[0].scenario
    count = variant_count(run)
    said: dict[str, list[Said]] = {}
    for pathway, part in run.pathways.items():
        own = list(sayings(pathway_dimensions(run, part)))
        said[pathway] = own + own[:1] * (count - len(own))
    return [
        [
            epoch.scenario.pathways[pathway].steps[name].way(said[pathway][variant])
            for pathway, name in index.steps
        ]
        for epoch in epochs
        for variant in range(count)
    ]
