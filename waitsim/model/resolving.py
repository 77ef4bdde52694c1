"""Referrals that leave because another of the same child has ended."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from waitsim.model.index import Epoch, Index
from waitsim.model.routing import Routes
from waitsim.model.tables import Flags, Floats, Ints
from waitsim.scenario.resolving_checks import RESOLVED_ELSEWHERE, resolutions


class Resolutions(NamedTuple):
    """Fields of ``Tables`` by these names."""

    resolve_end: Ints
    resolve_pathway: Ints
    resolve_target: Ints
    resolve_share: Floats


def resolution_tables(epochs: Sequence[Epoch], index: Index) -> Resolutions:
    """What each end does to referrals of the same child in other pathways."""
    found = [*resolutions(epochs[0].scenario)]
    shares = [[how.share for *_, how in resolutions(epoch.scenario)] for epoch in epochs]
    ends = [index.ends[name, end] for name, end, _, _ in found]
    targets = [
        index.target(other, how.to) if how.to else -(index.ends[other, RESOLVED_ELSEWHERE] + 1)
        for _, _, other, how in found
    ]
    return Resolutions(
        np.array(ends, dtype=np.int64),
        np.array([index.pathways[other] for _, _, other, _ in found], dtype=np.int64),
        np.array(targets, dtype=np.int64),
        np.array(shares, dtype=np.float64).reshape(len(epochs), len(found)),
    )


def are_left(resolved: Resolutions, index: Index) -> Flags:
    """Steps whose lists are left by those whom another referral's end resolves: (step,)."""
    return np.isin(index.step_pathway, resolved.resolve_pathway)


def resolved_routes(resolved: Resolutions, index: Index) -> Routes:
    """Where those may go who leave so, as routes out of every step of their pathways."""
    start, targets, shares = [0], list[int](), list[float]()
    for p in index.step_pathway:
        own = resolved.resolve_target[resolved.resolve_pathway == p].tolist()
        targets += own
        shares += [(k + 1) / len(own) for k in range(len(own))]
        start.append(len(targets))
    return Routes(
        np.array(start, dtype=np.int64),
        np.array(targets, dtype=np.int64),
        np.array([shares], dtype=np.float64),
    )
