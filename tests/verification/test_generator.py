"""Draws look like chance, in every order in which the engines or a test could read them.

Philox4x32-10 itself passes the TestU01 batteries (Salmon et al. 2011). What is checked here is our
use of it: how questions are laid out in key and counter, and how words become numbers. Each test
gives a p-value, two-sided so that too even a sequence fails as well, and the whole of each battery
is allowed one false alarm in a million (Bonferroni).

Sources: Knuth (1997), The Art of Computer Programming 2, section 3.3.2 (frequency, serial, gap,
runs, maximum-of-t); L'Ecuyer and Simard (2001), Mathematics and Computers in Simulation 55
(birthday spacings); Marsaglia and Tsay (1985), Linear Algebra and its Applications 67 (matrix
rank).
"""

from collections.abc import Callable
from typing import Final, NamedTuple

import numba
import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from waitsim.rules.draws import philox, uniform

FALSE_ALARMS: Final = 1e-6
FAST, SLOW = 2**18, 2**23
SEED, REPLICATION, OWNER, STREAM, REFERRAL, OCCURRENCE = range(6)
QUESTION: Final = (20_260_401, 3, 0x7C3A91E5, 0x0A4F21B7, 1_000, 2)

Draws = NDArray[np.float64]
Test = Callable[[Draws], float]


class Dial(NamedTuple):
    """A part of the question that is turned: which, by what step, through how many positions."""

    part: int
    step: int
    positions: int


FOR_EVER: Final = 2**40
# How the questions of a sequence follow one another; the first dial turns fastest.
ORDERS: Final = {
    "seeds": [Dial(SEED, 1, FOR_EVER)],
    "replications": [Dial(REPLICATION, 1, FOR_EVER)],
    "owners": [Dial(OWNER, 1, FOR_EVER)],
    "step keys": [Dial(STREAM, 1, FOR_EVER)],
    "referrals": [Dial(REFERRAL, 1, FOR_EVER)],
    "occurrences": [Dial(OCCURRENCE, 1, FOR_EVER)],
    "as a referral asks": [
        Dial(STREAM, 2**24, 11),
        Dial(OCCURRENCE, 1, 3),
        Dial(REFERRAL, 1, FOR_EVER),
    ],
    "purposes side by side": [Dial(STREAM, 2**24, 2), Dial(REFERRAL, 1, FOR_EVER)],
    "replications side by side": [Dial(REPLICATION, 1, 100), Dial(REFERRAL, 1, FOR_EVER)],
    "seeds side by side": [Dial(SEED, 1, 4), Dial(REFERRAL, 1, FOR_EVER)],
    "seeds and replications": [Dial(REPLICATION, 1, 512), Dial(SEED, 1, FOR_EVER)],
    "every 4,096th referral": [Dial(REFERRAL, 4096, 2**20), Dial(OCCURRENCE, 1, FOR_EVER)],
}


@numba.njit
def fill(question: tuple[int, ...], dials: NDArray[np.int64], out: Draws) -> None:
    """Writes the draws of consecutive questions."""
    asked = np.array(question)
    for i in range(out.size):
        rest = i
        for d in range(dials.shape[0]):
            part, step, positions = dials[d]
            asked[part] = question[part] + step * (rest % positions)
            rest //= positions
        out[i] = uniform(asked[0], asked[1], asked[2], asked[3], asked[4], asked[5])


def sequence(order: str, n: int, seed: int = QUESTION[SEED]) -> Draws:
    """The first n draws in an order."""
    out = np.empty(n)
    fill((seed, *QUESTION[1:]), np.array(ORDERS[order], dtype=np.int64), out)
    return out


def two_sided(lower: float, upper: float) -> float:
    return min(1.0, 2.0 * min(lower, upper))


def normal_p(z: float) -> float:
    return 2.0 * float(stats.norm.sf(abs(z)))


def chi_square_p(seen: NDArray[np.int64], expected: NDArray[np.float64] | float) -> float:
    statistic = float(((seen - expected) ** 2 / expected).sum())
    law = stats.chi2(seen.size - 1)
    return two_sided(law.cdf(statistic), law.sf(statistic))


def cells_p(cells: NDArray[np.int64], n_cells: int) -> float:
    return chi_square_p(np.bincount(cells, minlength=n_cells), cells.size / n_cells)


def frequency(u: Draws) -> float:
    return cells_p((u * 4096).astype(np.int64), 4096)


def low_bits(u: Draws) -> float:
    """The last ten of a draw's 53 bits."""
    return cells_p((u * 2.0**53).astype(np.int64) & 1023, 1024)


def every_bit(u: Draws) -> float:
    """How often each of the 53 bits is set."""
    whole = (u * 2.0**53).astype(np.int64)
    ones = np.array([int(((whole >> bit) & 1).sum()) for bit in range(53)])
    statistic = float(((ones - u.size / 2) ** 2 / (u.size / 4)).sum())
    law = stats.chi2(53)
    return two_sided(law.cdf(statistic), law.sf(statistic))


def serial(u: Draws, together: int, parts: int) -> float:
    """Groups of draws, each draw in one of some parts."""
    digits = (u[: u.size // together * together] * parts).astype(np.int64).reshape(-1, together)
    return cells_p(digits @ parts ** np.arange(together), parts**together)


def pairs(u: Draws) -> float:
    return serial(u, 2, 64)


def triples(u: Draws) -> float:
    return serial(u, 3, 16)


def fives(u: Draws) -> float:
    return serial(u, 5, 5)


def correlation(u: Draws) -> float:
    """Correlation at lags 1 to 16, taken together."""
    centred = u - 0.5
    z = [
        12.0 * float(centred[:-lag] @ centred[lag:]) / np.sqrt(u.size - lag) for lag in range(1, 17)
    ]
    statistic = float(np.square(z).sum())
    law = stats.chi2(16)
    return two_sided(law.cdf(statistic), law.sf(statistic))


def gaps(u: Draws) -> float:
    """How many draws lie between two in the lowest eighth."""
    longest = 40
    lengths = np.minimum(np.diff(np.flatnonzero(u < 0.125)) - 1, longest)
    shares = 0.125 * 0.875 ** np.arange(longest + 1)
    shares[-1] = 0.875**longest
    return chi_square_p(np.bincount(lengths, minlength=longest + 1), lengths.size * shares)


def runs(u: Draws) -> float:
    """How many runs up and down."""
    rising = np.diff(u) > 0
    n_runs = 1 + int((rising[1:] != rising[:-1]).sum())
    return normal_p((n_runs - (2 * u.size - 1) / 3) / np.sqrt((16 * u.size - 29) / 90))


def greatest_of_eight(u: Draws) -> float:
    greatest = u[: u.size // 8 * 8].reshape(-1, 8).max(axis=1)
    return cells_p((greatest**8 * 256).astype(np.int64), 256)


def birthdays(u: Draws) -> float:
    """Equal spacings among 4,096 sorted birthdays in a year of 2**32 days; 4 a group expected."""
    n_birthdays = 4096
    days = (u[: u.size // n_birthdays * n_birthdays] * 2.0**32).astype(np.int64)
    groups = np.sort(days.reshape(-1, n_birthdays), axis=1)
    spacings = np.sort(np.diff(groups, axis=1), axis=1)
    equal = int((np.diff(spacings, axis=1) == 0).sum())
    law = stats.poisson(groups.shape[0] * n_birthdays**3 / 2.0**34)
    return two_sided(law.cdf(equal), law.sf(equal - 1))


@numba.njit
def rank_of_bits(rows: NDArray[np.int64]) -> int:
    """Rank of a square matrix over the field of two elements, one row of bits a number."""
    rank = 0
    n = rows.size
    for bit in range(n):
        pivot = rank
        while pivot < n and not (rows[pivot] >> bit) & 1:
            pivot += 1
        if pivot == n:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for other in range(rank + 1, n):
            if (rows[other] >> bit) & 1:
                rows[other] ^= rows[rank]
        rank += 1
    return rank


def matrix_rank(u: Draws) -> float:
    """Ranks of 32 by 32 matrices of bits, one draw a row."""
    matrices = (u[: u.size // 32 * 32] * 2.0**32).astype(np.int64).reshape(-1, 32)
    deficits = np.minimum(32 - np.array([rank_of_bits(matrix) for matrix in matrices]), 2)
    full = np.prod(1.0 - 0.5 ** np.arange(1, 33))
    one_short = 2.0 * full * (1.0 - 0.5**32)
    return chi_square_p(
        np.bincount(deficits, minlength=3),
        matrices.shape[0] * np.array([full, one_short, 1.0 - full - one_short]),
    )


TESTS: Final[dict[str, Test]] = {
    test.__name__: test
    for test in (
        frequency,
        low_bits,
        every_bit,
        pairs,
        triples,
        fives,
        correlation,
        gaps,
        runs,
        greatest_of_eight,
        birthdays,
        matrix_rank,
    )
}
ALARM: Final = FALSE_ALARMS / (len(ORDERS) * len(TESTS))


def alarms(u: Draws, alarm: float) -> dict[str, float]:
    """The tests that a sequence fails, with their p-values."""
    values = {name: test(u) for name, test in TESTS.items()}
    return {name: p for name, p in values.items() if not p >= alarm}


def even_steps(n: int) -> Draws:
    """A sequence that is far too even: multiples of the golden ratio, less their whole part."""
    return np.arange(1, n + 1) * 0.6180339887498949 % 1.0


@pytest.mark.parametrize("name", TESTS)
def test_every_test_finds_a_sequence_that_is_not_chance(name: str) -> None:
    assert TESTS[name](even_steps(FAST)) < ALARM


@pytest.mark.parametrize("order", ORDERS)
def test_draws_look_like_chance(order: str) -> None:
    assert alarms(sequence(order, FAST), ALARM) == {}


def flips() -> NDArray[np.int64]:
    """How often each of 128 output bits changes with each of 192 input bits, in 4,096 questions."""
    generator = np.random.default_rng(11)
    questions = list(generator.integers(0, 2**32, (6, 4096)))
    before = np.array(philox(*questions))
    counted = np.empty((192, 128), dtype=np.int64)
    for bit in range(192):
        asked = list(questions)
        asked[bit // 32] = asked[bit // 32] ^ (1 << bit % 32)
        changed = before ^ np.array(philox(*asked))
        bits = (changed[:, None, :] >> np.arange(32)[None, :, None]) & 1
        counted[bit] = bits.sum(axis=2).ravel()
    return counted


def test_turning_one_bit_of_a_question_turns_each_bit_of_the_answer_half_the_time() -> None:
    z = (flips() - 2048) / np.sqrt(1024)
    assert normal_p(np.abs(z).max()) * z.size >= FALSE_ALARMS
    law = stats.chi2(z.size)
    statistic = float(np.square(z).sum())
    assert two_sided(law.cdf(statistic), law.sf(statistic)) >= FALSE_ALARMS


@pytest.mark.slow
@pytest.mark.parametrize("order", ORDERS)
def test_long_sequences_look_like_chance(order: str) -> None:
    assert alarms(sequence(order, SLOW), ALARM) == {}


@pytest.mark.slow
@pytest.mark.parametrize("name", TESTS)
def test_p_values_over_many_seeds_are_as_spread_as_chance_makes_them(name: str) -> None:
    orders = ["as a referral asks", "replications side by side"]
    values = [TESTS[name](sequence(order, FAST, seed)) for order in orders for seed in range(100)]
    assert stats.kstest(values, "uniform").pvalue >= FALSE_ALARMS / len(TESTS)
