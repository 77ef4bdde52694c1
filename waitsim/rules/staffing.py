"""What luck takes off staff time: absence, posts that fall empty, sessions cancelled.

``team`` is (seed, replication, key of the staff group). Weeks and days count from the start of
the run.
"""

from waitsim.rules import streams
from waitsim.rules.counts import BINOMIAL_MOST, binomial_count
from waitsim.rules.draws import uniform
from waitsim.rules.jit import rule
from waitsim.rules.streams import stream

Team = tuple[int, int, int]


@rule
def _count(team: Team, purpose: int, week: int, people: int, share: float) -> int:
    """How many of so many people something happens to in a week, each apart from the others."""
    if people <= 0 or share <= 0.0:
        return 0
    count = 0
    for part in range(0, people, BINOMIAL_MOST):
        u = uniform(team[0], team[1], team[2], stream(purpose, 0), week, part)
        count += binomial_count(min(people - part, BINOMIAL_MOST), share, u)
    return count


@rule
def people_away(team: Team, week: int, people: int, share: float) -> int:
    """How many of those in post are away for the week."""
    return _count(team, streams.AWAY, week, people, share)


@rule
def people_leaving(team: Team, week: int, people: int, share: float) -> int:
    """How many of those in post have left as the week begins."""
    return _count(team, streams.QUITS, week, people, share)


@rule
def posts_empty_at_start(team: Team, posts: int, share: float) -> int:
    """How many posts stand empty in the first week."""
    return _count(team, streams.EMPTY_POSTS, 0, posts, share)


@rule
def weeks_to_refill(team: Team, k: int, weeks: int) -> int:
    """Weeks for which the k-th of the posts empty at the start stays so, 1 to ``weeks``, alike."""
    u = uniform(team[0], team[1], team[2], stream(streams.REFILL, 0), k, 0)
    return 1 + int(u * weeks)


@rule
def is_cancelled(team: Team, day: int, share: float) -> bool:
    """Whether a group's sessions of a day are cancelled."""
    if share <= 0.0:
        return False
    return uniform(team[0], team[1], team[2], stream(streams.CANCELLED, 0), day, 0) < share


@rule
def minutes_present(minutes: int, present: int, posts: int) -> int:
    """Minutes of a day when only some of the posts are filled and there: to the nearest, half up.

    Args:
        minutes: when all are there.
        present: people there, 0 to ``posts``.
        posts: 1 or more.
    """
    return (2 * minutes * present + posts) // (2 * posts)
