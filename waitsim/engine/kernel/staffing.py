"""Staff time that there is, worked out for the whole run before it begins."""

from typing import Final, NamedTuple

import numpy as np

from waitsim.engine.kernel.compiling import compiled
from waitsim.engine.kernel.shelf import kept_on_disk
from waitsim.model.tables import Floats, Ints, Tables
from waitsim.rules import staffing

# Columns of what chance takes off a group's time, by epoch.
POSTS: Final = 0
REFILL: Final = 1

AWAY: Final = 0
QUITS: Final = 1
EMPTY: Final = 2
CANCELLED: Final = 3

_DAYS_A_WEEK: Final = 7


class Teams(NamedTuple):
    """What chance takes off staff time."""

    epoch: Ints
    key: Ints
    whole: Ints
    """(epoch, group, column)"""
    chance: Floats
    """(epoch, group, column)"""
    back: Ints
    """Posts refilled in each week of the run; room to count in: (week,)."""


def pack_teams(t: Tables) -> Teams:
    """The tables of staff groups, packed."""
    return Teams(
        epoch=t.epoch_of_day,
        key=t.group_key,
        whole=np.stack((t.posts, t.refill_weeks), axis=-1),
        chance=np.stack((t.away, t.quits, t.empty_posts, t.cancelled), axis=-1),
        back=np.zeros(-(-t.days // _DAYS_A_WEEK), dtype=np.int64),
    )


@kept_on_disk
def draw_offered(m: Teams, luck: tuple[int, int], offered: Ints) -> None:
    """Takes off staff minutes what chance takes: (day, group) (S28, S29)."""
    for g in range(offered.shape[1]):
        team = (luck[0], luck[1], m.key[g])
        m.back[:] = 0
        empty = 0
        for week in range(len(m.back)):
            first = week * _DAYS_A_WEEK
            e = m.epoch[first]
            empty = _empty_in_week(m, team, g, week, empty)
            posts = m.whole[e, g, POSTS]
            filled = max(posts - empty, 0)
            present = filled - staffing.people_away(team, week, filled, m.chance[e, g, AWAY])
            for day in range(first, min(first + _DAYS_A_WEEK, len(offered))):
                if staffing.is_cancelled(team, day, m.chance[m.epoch[day], g, CANCELLED]):
                    offered[day, g] = 0
                else:
                    offered[day, g] = staffing.minutes_present(offered[day, g], present, posts)


@compiled
def _empty_in_week(m: Teams, team: tuple[int, int, int], g: int, week: int, before: int) -> int:
    """Posts that stand empty in a week, from how many did in the week before (S28)."""
    e = m.epoch[week * _DAYS_A_WEEK]
    posts, refill = m.whole[e, g, POSTS], m.whole[e, g, REFILL]
    if week == 0:
        empty = staffing.posts_empty_at_start(team, posts, m.chance[e, g, EMPTY])
        for k in range(empty):
            _return_in(m.back, staffing.weeks_to_refill(team, k, refill), 1)
        return empty
    gone = staffing.people_leaving(team, week, posts - before, m.chance[e, g, QUITS])
    _return_in(m.back, week + refill, gone)
    return int(before + gone - m.back[week])


@compiled
def _return_in(back: Ints, week: int, people: int) -> None:
    """Notes posts to be refilled in a week; those after the run do not matter."""
    if week < len(back):
        back[week] += people
