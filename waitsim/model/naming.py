"""Names and labels behind the numbers of a model."""

from typing import Final

from waitsim.model.index import Index, all_clocks
from waitsim.model.lists import Lists
from waitsim.model.tables import Names
from waitsim.records import BUILT_IN_ENDS
from waitsim.scenario.part import spoken
from waitsim.scenario.schema import Scenario

BUILT_IN_END_LABELS: Final = ("left the list", "reached the age limit", "not brought")


def name_parts(scenario: Scenario, index: Index, lists: Lists) -> Names:
    """Names and labels in the order of their numbers.

    Labels of steps, lists, clocks and ends do not repeat the pathway's.
    """
    pathways = scenario.pathways
    steps = [f"{pathway}.{name}" for pathway, name in index.steps]
    step_labels = [spoken(name, pathways[pathway].steps[name]) for pathway, name in index.steps]
    new_starts = set(lists.new_list.tolist())
    list_names, list_labels = [], []
    for number, s in enumerate(lists.list_step.tolist()):
        follow_up = number not in new_starts and lists.new_list[s] >= 0
        list_names.append(f"{steps[s]}.follow_up" if follow_up else steps[s])
        list_labels.append(f"{step_labels[s]}: follow-ups" if follow_up else step_labels[s])
    return Names(
        pathways=tuple(pathways),
        pathway_labels=tuple(spoken(name, part) for name, part in pathways.items()),
        priorities=tuple(tuple(part.priorities) for part in pathways.values()),
        steps=tuple(steps),
        step_labels=tuple(step_labels),
        lists=tuple(list_names),
        list_labels=tuple(list_labels),
        groups=tuple(scenario.staff),
        group_labels=tuple(spoken(name, part) for name, part in scenario.staff.items()),
        clocks=tuple(f"{pathway}.{name}" for pathway, name in index.clocks),
        clock_labels=tuple(
            spoken(name, clock)
            for (_, name), clock in zip(index.clocks, all_clocks(scenario), strict=True)
        ),
        ends=tuple(f"{pathway}.{name}" for pathway, name in index.ends),
        end_labels=tuple(_end_label(scenario, pathway, name) for pathway, name in index.ends),
        attributes=tuple(scenario.groups),
        categories=tuple(
            f"{name}.{category}" for name, shares in scenario.groups.items() for category in shares
        ),
    )


def _end_label(scenario: Scenario, pathway: str, name: str) -> str:
    stated = scenario.pathways[pathway].ends.get(name, "")
    built_in = dict(zip(BUILT_IN_ENDS, BUILT_IN_END_LABELS, strict=True))
    return stated or built_in.get(name, "") or name.replace("_", " ")
