"""Where referrals go after each step, and whom each step needs, in compressed rows.

Routes and needs are the union over the situations (an epoch, and in it a variant of child); one
that a situation lacks has no share or no minutes there, so that both engines can keep one set of
indices.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

import numpy as np

from waitsim.model.index import Epoch, Index
from waitsim.model.shares import cumulative_shares
from waitsim.model.steps import whole_minutes
from waitsim.model.tables import Flags, Floats, Ints
from waitsim.model.variants import steps_by_situation
from waitsim.scenario.quantities import REST
from waitsim.scenario.steps import Clinic, Contact

_SHARE_SLACK: Final = 1e-6
_SHARE_NOISE: Final = 1e-12
_NEVER: Final = [2**40]
_Giving: Final = (Contact, Clinic)
_Way: TypeAlias = tuple[Mapping[str, float], Mapping[str, float]]
"""Minutes of each staff group with the child, and besides."""


class Routes(NamedTuple):
    """Fields of ``Tables`` by these names."""

    route_start: Ints
    route_target: Ints
    route_shares: Floats


class Needs(NamedTuple):
    """Fields of ``Tables`` by these names."""

    need_start: Ints
    need_group: Ints
    need_set: Ints
    need_minutes: Ints
    need_admin: Ints


def route_tables(epochs: Sequence[Epoch], index: Index) -> Routes:
    """Routes of every step, in the order in which they are first written.

    Raises:
        ValueError: if a target is no step or end of the pathway, or shares do not sum to 1.
    """
    start, targets = [0], list[int]()
    situations = steps_by_situation(epochs, index)
    shares: list[list[float]] = [[] for _ in situations]
    for s, (pathway, name) in enumerate(index.steps):
        where = f"pathways.{pathway}.steps.{name}.then"
        stated = [target_shares(steps[s].then, where) for steps in situations]
        names = list(dict.fromkeys(target for mapping in stated for target in mapping))
        targets += [index.target(pathway, target) for target in names]
        start.append(len(targets))
        for e, mapping in enumerate(stated):
            shares[e] += cumulative_shares([mapping.get(target, 0.0) for target in names])
    return Routes(
        np.array(start, dtype=np.int64),
        np.array(targets, dtype=np.int64),
        np.array(shares, dtype=np.float64).reshape(len(situations), len(targets)),
    )


def target_shares(then: Mapping[str, float | str], where: str) -> dict[str, float]:
    """Share of each target of a step, ``rest`` worked out.

    Args:
        where: dotted path of ``then``, for messages.

    Raises:
        ValueError: if the shares do not sum to 1.
    """
    given = {name: share for name, share in then.items() if not isinstance(share, str)}
    total = math.fsum(given.values())
    others = [name for name in then if name not in given]
    # What is missing through rounding alone is no share of anyone's.
    room = 1 - total if abs(1 - total) > _SHARE_NOISE else 0.0
    if len(others) > 1 or room < -_SHARE_SLACK or (not others and room > _SHARE_SLACK):
        raise ValueError(f"{where}: shares sum to {total:.6g}, not 1, or more than one is {REST!r}")
    return {name: given.get(name, max(0.0, room)) for name in then}


def single_shares(cumulative: Floats, start: Ints) -> Floats:
    """Shares behind cumulative ones: (..., route).

    Args:
        cumulative: running totals within each step along the last axis.
        start: first route of each step, and the number of routes.
    """
    shares = np.diff(cumulative, axis=-1, prepend=0.0)
    firsts = start[:-1][np.diff(start) > 0]
    shares[..., firsts] = cumulative[..., firsts]
    return shares


def reachable(*ways: Routes) -> Flags:
    """Whether a step can be reached from a step, itself included: (from, to).

    A route counts if it has a share in any situation.

    Args:
        ways: routes out of the same steps, such as those after a visit and those out of a list.
    """
    steps = len(ways[0].route_start) - 1
    direct = np.zeros((steps, steps), dtype=np.bool_)
    for routes in ways:
        shares = single_shares(routes.route_shares, routes.route_start).max(axis=0, initial=0.0)
        origins = np.repeat(np.arange(steps), np.diff(routes.route_start))
        used = (shares > 0) & (routes.route_target >= 0)
        direct[origins[used], routes.route_target[used]] = True
    return transitive(direct)


def transitive(direct: Flags) -> Flags:
    """Whether a step leads to a step by any number of direct links, none included: (from, to).

    Source: Warshall (1962), "A theorem on Boolean matrices", Journal of the ACM 9(1), 11-12.
    """
    linked = direct | np.eye(len(direct), dtype=np.bool_)
    for through in range(len(direct)):
        linked |= linked[:, through, None] & linked[through]
    return linked


def need_tables(epochs: Sequence[Epoch], index: Index) -> Needs:
    """Staff needs of every step: its own by number of the staff group, then of who stands in.

    Where an epoch has fewer who stand in, the others never have the minutes.

    Raises:
        ValueError: if a staff group is unknown.
    """
    start, groups, sets = [0], list[int](), list[int]()
    situations = steps_by_situation(epochs, index)
    minutes: list[list[int]] = [[] for _ in situations]
    admin: list[list[int]] = [[] for _ in situations]
    for s, (pathway, name) in enumerate(index.steps):
        stated = [_ways(step) for steps in situations if isinstance(step := steps[s], _Giving)]
        for k in range(max((len(each) for each in stated), default=0)):
            ways = [each[k : k + 1] for each in stated]
            named = {group for way in ways for part in way for group in (*part[0], *part[1])}
            unknown = sorted(named - index.groups.keys())
            if unknown:
                where = f"pathways.{pathway}.steps.{name}.staff"
                raise ValueError(f"{where}: unknown staff group {unknown[0]!r}")
            ordered = sorted(named, key=index.groups.__getitem__)
            groups += [index.groups[group] for group in ordered]
            sets += [k] * len(ordered)
            for e, way in enumerate(ways):
                minutes[e] += _minutes_of(way[0][0], ordered) if way else _NEVER * len(ordered)
                admin[e] += _minutes_of(way[0][1], ordered) if way else [0] * len(ordered)
        start.append(len(groups))
    shape = (len(situations), len(groups))
    return Needs(
        np.array(start, dtype=np.int64),
        np.array(groups, dtype=np.int64),
        np.array(sets, dtype=np.int64),
        np.array(minutes, dtype=np.int64).reshape(shape),
        np.array(admin, dtype=np.int64).reshape(shape),
    )


def _ways(step: Contact | Clinic) -> list[_Way]:
    """Those who give a contact, and those who stand in; or the panel of a clinic."""
    if isinstance(step, Clinic):
        return [(step.staff, {})]
    return [(step.staff, step.admin), *((way.staff, way.admin) for way in step.or_staff)]


def _minutes_of(stated: Mapping[str, float], groups: Sequence[str]) -> list[int]:
    return [whole_minutes(stated.get(group, 0.0)) for group in groups]
