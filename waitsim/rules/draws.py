"""Draws as answers to questions: the same question always gets the same number.

Philox4x32-10 turns a key (seed, replication) and a counter (referral, owner, stream, occurrence)
into four independent 32-bit words, so the order of asking never matters.

Source: Salmon, Moraes, Dror and Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3",
SC '11, https://doi.org/10.1145/2063384.2063405; constants and known answers from Random123.
"""

from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from waitsim.rules.jit import rule

Word = TypeVar("Word", int, NDArray[np.int64])

_ROUNDS: Final = 10
_WORD: Final = 0xFFFFFFFF
_MULTIPLIER_0: Final = 0xD2511F53
_MULTIPLIER_1: Final = 0xCD9E8D57
_KEY_STEP_0: Final = 0x9E3779B9
_KEY_STEP_1: Final = 0xBB67AE85
_TWO_TO_26: Final = 67_108_864
_TWO_TO_MINUS_53: Final = 2.0**-53


@rule
def philox(
    seed: Word, replication: Word, referral: Word, owner: Word, stream: Word, occurrence: Word
) -> tuple[Word, Word, Word, Word]:
    """Four independent random words for one question, each 0 to 2**32 - 1.

    Args: whole numbers from 0 to 2**32 - 1; or int64 arrays of one shape, not 0-dimensional,
        which give arrays of words. Other integer types (uint64, numpy scalars) are not meant.
    """
    # Python holds the 64-bit products exactly; numpy and compiled code wrap them round to a
    # signed 64-bit number with the same bits, and the mask undoes the sign. Equal everywhere.
    key_0, key_1 = seed, replication
    c0, c1, c2, c3 = referral, owner, stream, occurrence
    for _ in range(_ROUNDS):
        product_0 = c0 * _MULTIPLIER_0
        product_1 = c2 * _MULTIPLIER_1
        c0 = ((product_1 >> 32) & _WORD) ^ c1 ^ key_0
        c1 = product_1 & _WORD
        c2 = ((product_0 >> 32) & _WORD) ^ c3 ^ key_1
        c3 = product_0 & _WORD
        key_0 = (key_0 + _KEY_STEP_0) & _WORD
        key_1 = (key_1 + _KEY_STEP_1) & _WORD
    return c0, c1, c2, c3


@rule
def uniform(
    seed: int, replication: int, owner: int, stream: int, referral: int, occurrence: int
) -> float:
    """A number in [0, 1) that depends on the question alone; a multiple of 2**-53.

    Args:
        seed: the run's seed, 0 to 2**32 - 1.
        replication: the replication's own number, 0 to 2**32 - 1.
        owner: key of whom the draw is for, such as a pathway; see `key_of`.
        stream: what the draw is for; see `waitsim.rules.streams.stream`.
        referral: the referral's number within its owner, or the day for draws by day.
        occurrence: how often this has been asked before: the visit, attempt or return.
    """
    high, low, _, _ = philox(
        int(seed), int(replication), int(referral), int(owner), int(stream), int(occurrence)
    )
    # 27 and 26 bits make a whole number below 2**53, which a float holds exactly.
    return float((high >> 5) * _TWO_TO_26 + (low >> 6)) * _TWO_TO_MINUS_53
