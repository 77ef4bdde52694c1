"""Groups of children, and which variant each child is."""

import itertools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from waitsim.model.shares import cumulative_shares
from waitsim.model.tables import Floats, Ints, Tables
from waitsim.model.variants import variant_count
from waitsim.records import MINUTES_PER_YEAR, NEVER
from waitsim.rules.keys import step_key
from waitsim.scenario.differing import AGE, PRIORITY, Dimension
from waitsim.scenario.grouping import pathway_dimensions, shares_of_groups
from waitsim.scenario.schema import Scenario


class Groups(NamedTuple):
    """Fields of ``Tables`` by these names."""

    attribute_key: Ints
    category_start: Ints
    category_shares: Floats
    variants: int
    variant_priority: Ints
    variant_category: Ints
    variant_age: Ints
    variant_age_step: Ints


def group_tables(scenario: Scenario) -> Groups:
    """Attributes of children, and what each of their traits adds to the number of the variant."""
    starts = np.cumsum([0, *(len(shares) for shares in scenario.groups.values())], dtype=np.int64)
    parts = scenario.pathways.values()
    shares = [
        [
            total
            for own in shares_of_groups(scenario, part).values()
            for total in cumulative_shares([*own.values()])
        ]
        for part in parts
    ]
    given = [
        {one.name: (one, step) for one, step in _with_steps(pathway_dimensions(scenario, part))}
        for part in parts
    ]
    classes = max(len(part.priorities) for part in parts)
    most_cuts = max((len(own[AGE][0].values) for own in given if AGE in own), default=0)
    priority = np.zeros((len(parts), classes), dtype=np.int64)
    category = np.zeros((len(parts), int(starts[-1])), dtype=np.int64)
    age = np.full((len(parts), most_cuts), NEVER, dtype=np.int64)
    age_step = np.zeros(len(parts), dtype=np.int64)
    for p, (part, own) in enumerate(zip(parts, given, strict=True)):
        if PRIORITY in own:
            priority[p, : len(part.priorities)] = _added(*own[PRIORITY], [*part.priorities])
        for first, (name, known) in zip(starts, scenario.groups.items(), strict=False):
            if name in own:
                category[p, first : first + len(known)] = _added(*own[name], [*known])
        if AGE in own:
            one, age_step[p] = own[AGE]
            cuts = [int(value) for value in one.values[1:] if value is not None]
            age[p, : len(cuts)] = np.array(cuts, dtype=np.int64) * MINUTES_PER_YEAR
    return Groups(
        attribute_key=np.array([step_key(name) for name in scenario.groups], dtype=np.int64),
        category_start=starts,
        category_shares=np.array(shares, dtype=np.float64).reshape(category.shape),
        variants=variant_count(scenario),
        variant_priority=priority,
        variant_category=category,
        variant_age=age,
        variant_age_step=age_step,
    )


def variant_shares(tables: Tables) -> Floats:
    """Share of each pathway's new referrals that is of each variant: (pathway, variant)."""
    found = np.zeros((len(tables.pathway_key), tables.variants))
    for p in range(len(found)):
        mixed = np.zeros(tables.variants)
        mixed[0] = 1.0
        classes = np.diff(tables.priority_shares[p], prepend=0)
        mixed = _mixed(mixed, tables.variant_priority[p], classes)
        for first, after in itertools.pairwise(tables.category_start):
            own = np.diff(tables.category_shares[p, first:after], prepend=0)
            mixed = _mixed(mixed, tables.variant_category[p, first:after], own)
        found[p] = _mixed(mixed, *_age_parts(tables, p))
    return found


def _with_steps(given: Sequence[Dimension]) -> list[tuple[Dimension, int]]:
    """Each dimension with how far its next value is in the numbers of variants."""
    steps, step = [], 1
    for one in reversed(given):
        steps.append((one, step))
        step *= len(one.values)
    return steps


def _added(one: Dimension, step: int, names: Sequence[str]) -> list[int]:
    """What each of some names adds to the number of the variant."""
    return [step * (one.values.index(name) if name in one.values else 0) for name in names]


def _mixed(mixed: Floats, added: Ints, shares: Floats) -> Floats:
    """Shares of variants after one more trait."""
    new = np.zeros_like(mixed)
    for more, share in zip(added.tolist(), shares.tolist(), strict=True):
        if share > 0:
            new[more:] += share * mixed[: len(mixed) - more]
    return new


def _age_parts(tables: Tables, p: int) -> tuple[Ints, Floats]:
    """What ages add to the number of the variant, and their shares."""
    cuts = [cut for cut in tables.variant_age[p].tolist() if cut < NEVER]
    shares = np.zeros(len(cuts) + 1)
    own = np.diff(tables.age_shares[p], prepend=0)
    for low, high, share in zip(tables.age_low[p], tables.age_high[p], own, strict=True):
        edges = [low, *(cut for cut in cuts if low < cut < high), high]
        for start, stop in itertools.pairwise(edges):
            part = (stop - start) / (high - low) if high > low else 1.0
            shares[sum(cut <= start for cut in cuts)] += share * part
    return tables.variant_age_step[p] * np.arange(len(cuts) + 1), shares
