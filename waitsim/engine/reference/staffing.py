"""Staff time that there is, after absence, empty posts and cancelled days."""

from collections import Counter

from waitsim.engine.moments import staff_by_chance
from waitsim.model.tables import Ints, Tables
from waitsim.rules import staffing

DAYS_A_WEEK = 7


def offered_by_luck(t: Tables, seed: int, replication: int) -> Ints:
    """Staff minutes offered on each day of a replication: (day, group) (S28, S29)."""
    if not staff_by_chance(t):
        return t.offered
    offered = t.offered.copy()
    for g, key in enumerate(t.group_key):
        team = (seed, replication, int(key))
        take_off_people(t, offered, g, team)
        for day in range(t.days):
            share = float(t.cancelled[t.epoch_of_day[day], g])
            if staffing.is_cancelled(team, day, share):
                offered[day, g] = 0  # S29
    return offered


def take_off_people(t: Tables, offered: Ints, g: int, team: staffing.Team) -> None:
    """Takes off the time of those who are away and of empty posts, week by week (S28)."""
    back = Counter[int]()
    empty = 0
    for week, monday in enumerate(range(0, t.days, DAYS_A_WEEK)):
        e = t.epoch_of_day[monday]
        posts, refill = int(t.posts[e, g]), int(t.refill_weeks[e, g])
        if week == 0:
            empty = staffing.posts_empty_at_start(team, posts, float(t.empty_posts[e, g]))
            back.update(staffing.weeks_to_refill(team, k, refill) for k in range(empty))
        else:
            gone = staffing.people_leaving(team, week, posts - empty, float(t.quits[e, g]))
            empty += gone - back[week]
            back[week + refill] += gone
        filled = max(posts - empty, 0)
        present = filled - staffing.people_away(team, week, filled, float(t.away[e, g]))
        for day in range(monday, min(monday + DAYS_A_WEEK, t.days)):
            offered[day, g] = staffing.minutes_present(int(offered[day, g]), present, posts)
