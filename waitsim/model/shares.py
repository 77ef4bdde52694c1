"""Shares as engines look a draw up in them: running totals."""

from collections.abc import Sequence


def cumulative_shares(shares: Sequence[float]) -> list[float]:
    """Running totals of shares that sum to 1; exactly 1 from the last positive share on."""
    last = max((i for i, share in enumerate(shares) if share > 0), default=0)
    totals, total = [], 0.0
    for i, share in enumerate(shares):
        total += share
        totals.append(1.0 if i >= last else min(total, 1.0))
    return totals
