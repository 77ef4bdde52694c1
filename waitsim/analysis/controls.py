"""A sharper mean from what was drawn besides and is known on average: control variates."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from waitsim.analysis.intervals import Estimate, mean_interval

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Controlled:
    """A mean with the luck of the controls taken out.

    Args:
        estimate: of the mean.
        reduction: variance of the plain mean over that of the controlled one; what is left
            after the degrees of freedom spent on the controls. Below 1 they do harm; nan for
            values that are all alike.
    """

    estimate: Estimate
    reduction: float


def controlled_mean(
    values: ArrayLike, controls: ArrayLike, means: ArrayLike, level: float = 0.95
) -> Controlled:
    """Mean over replications, corrected by how far the controls lay from their known means.

    If more children were referred than is usual in these replications, the list is longer than
    usual too; the regression of one on the other says by how much.

    Args:
        values: shape (replication,).
        controls: what goes with them, such as the number referred, shape (replication,
            control).
        means: their true means, shape (control,), never estimates from the same replications.
        level: confidence level.
    Raises:
        ValueError: if shapes do not fit, a value is not finite, replications do not outnumber
            controls by 3 or more, controls are linearly dependent, or the level is not between
            0 and 1.
    Source: Lavenberg & Welch (1981): the constant of a least-squares fit, with its Student's t
        interval; exact where values and controls are jointly normal.
    """
    y, x = np.asarray(values, dtype=np.float64), np.asarray(controls, dtype=np.float64)
    known = np.asarray(means, dtype=np.float64)
    if y.ndim != 1 or x.ndim != 2 or len(x) != len(y) or known.shape != x.shape[1:]:
        raise ValueError(f"shapes do not fit: {y.shape}, {x.shape} and {known.shape}")
    freedom = len(y) - x.shape[1] - 1
    if freedom < 2:
        raise ValueError(f"{len(y)} replications must be 3 or more above {x.shape[1]} controls")
    if not (np.all(np.isfinite(y)) and np.all(np.isfinite(x)) and np.all(np.isfinite(known))):
        raise ValueError("values and controls must be finite")
    if not 0 < level < 1:
        raise ValueError(f"level must be between 0 and 1, such as 0.95, not {level}")
    scale = np.where(x.std(axis=0) > 0, x.std(axis=0), 1.0)
    design = np.column_stack([np.ones(len(y)), (x - known) / scale])
    fitted, _, rank, _ = np.linalg.lstsq(design, y, rcond=None)
    if rank < design.shape[1]:
        raise ValueError("controls must be linearly independent and must vary")
    left = y - design @ fitted
    spread = float(left @ left) / freedom * float(np.linalg.inv(design.T @ design)[0, 0])
    half = float(special.stdtrit(freedom, (1 + level) / 2)) * np.sqrt(spread)
    plain = mean_interval(y, level).half_width / special.stdtrit(len(y) - 1, (1 + level) / 2)
    centre = np.asarray(fitted[0])
    estimate = Estimate(
        centre,
        np.asarray(centre - half),
        np.asarray(centre + half),
        level,
        np.asarray(len(y), dtype=np.int64),
    )
    varied = float(plain) > 0
    gained = float(plain**2 / spread) if varied and spread > 0 else float("inf")
    return Controlled(estimate, gained if varied else float("nan"))
