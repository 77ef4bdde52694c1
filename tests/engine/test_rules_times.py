"""S12 and S17: reviews until a date or an age, gamma times, and times by bands."""

import math

import numpy as np
import pytest
from random_scenarios import Tree
from scipy import stats
from stories import DAY
from worked import (
    YEAR,
    Tell,
    born,
    changed,
    contact,
    delay,
    on_days,
    place,
    review,
    service,
    waiting,
)

from waitsim.model.tables import Tables
from waitsim.records import ENDED, LEFT, REFERRED, REFERRED_ON, RELEASED
from waitsim.rules.draws import uniform
from waitsim.rules.durations import GAMMA
from waitsim.rules.keys import key_of, step_key

ALWAYS = {"nurses": on_days(600)}


def reviewed(every: str, days: int, **more: object) -> Tree:
    """One child of a caseload halfway to its next review, which nothing but a limit ends."""
    step = review(every, 1) | {"stops": 0} | more
    return service({"go": step}, opening={"go": {"caseload": 1}}, days=days, staff=ALWAYS)


def test_S12_a_review_that_falls_due_after_the_last_day_ends_the_reviews(run: Tell) -> None:
    # Due after half of two days, at 00:00 of days 1 and then two days after each at 09:00.
    told = run(reviewed("2 days", 9, until="2026-01-08"))
    assert told.lines("joined_list", "attended", "ended") == [
        "1 00:00 #0 joined_list go",
        "1 09:00 #0 attended 1",
        "3 09:00 #0 joined_list go",
        "3 09:00 #0 attended 2",
        "5 09:00 #0 ended done",
    ]


def test_S12_a_review_due_in_the_last_minute_of_the_last_day_is_held(run: Tell) -> None:
    # Half of two days less two minutes, and of two days: 23:59 of day 0, and 00:00 of day 1.
    held = run(reviewed("2878 min", 2, until="2026-01-05"))
    assert held.lines("joined_list", "ended") == ["0 23:59 #0 joined_list go"]
    over = run(reviewed("2 days", 2, until="2026-01-05"))
    assert over.lines("joined_list", "ended") == ["1 00:00 #0 ended done"]


def test_S12_the_date_is_that_in_force_when_the_review_falls_due(run: Tell) -> None:
    base = reviewed("2 days", 9)
    told = run((0, base), (4, changed(base, steps__go__until="2026-01-06")))
    assert told.lines("attended", "ended") == [
        "1 09:00 #0 attended 1",
        "3 09:00 #0 attended 2",
        "5 09:00 #0 ended done",
    ]


def test_S12_whoever_is_on_the_list_by_then_is_still_seen(run: Tell) -> None:
    base = reviewed("2 days", 9, until="2026-01-06")
    nobody = changed(base, staff__nurses=on_days(600) | {"wte": 0})
    assert run((0, nobody), (4, base)).lines("joined_list", "attended", "ended") == [
        "1 00:00 #0 joined_list go",
        "4 09:00 #0 attended 1",
        "6 09:00 #0 ended done",
    ]


def test_S12_a_first_review_past_the_date_is_never_held(run: Tell) -> None:
    steps = {"forms": delay("1 day", "go"), "go": review("2 days", 1, until="2026-01-07")}
    tree = service(steps, opening={"forms": {"caseload": 1}}, days=5, staff=ALWAYS)
    told = run(tree)
    assert told.lines("entered_step", "joined_list", "ended") == [
        "0 12:00 #0 entered_step go",
        "2 12:00 #0 joined_list go",
    ]
    over = run(changed(tree, steps__go__until="2026-01-06"))
    assert over.lines("joined_list", "ended") == ["2 12:00 #0 ended done"]


def test_S12_a_review_past_its_date_in_minute_0_goes_on_to_a_free_place_at_once(run: Tell) -> None:
    steps = {
        "go": review("1 min", 1, until="2026-01-04") | {"then": "bed"},
        "bed": place(1, "5 days"),
    }
    told = run(service(steps, opening={"go": {"caseload": 1}}, days=1, staff=ALWAYS))
    assert told.lines("joined_list", "placed") == [
        "0 00:00 #0 joined_list bed",
        "0 00:00 #0 placed",
    ]


@pytest.mark.parametrize(("birthday", "last"), [(1 * DAY, 0), (1 * DAY + 1, 1), (3 * DAY + 540, 1)])
def test_S12_a_review_due_in_the_minute_of_the_birthday_ends_the_reviews(
    run: Tell, birthday: int, last: int
) -> None:
    tree = reviewed("2 days", 6, until_age=12)
    tree["pathways"]["p"] |= {"ages": {"11": 1}}

    def twelve_then(t: Tables) -> Tables:
        low = np.full_like(t.age_low, 12 * YEAR - birthday)
        return t._replace(age_low=low, age_high=low + 1)

    told = run(tree, adjust=twelve_then)
    attended = len(told.lines("attended"))
    assert attended == last
    assert told.lines("ended") == [f"{1 + 2 * last} {'09' if last else '00'}:00 #0 ended done"]


def test_S12_a_child_who_reaches_both_ages_when_due_goes_on_and_does_not_age_out(
    run: Tell,
) -> None:
    tree = reviewed("2 days", 6, until_age=12)
    tree["pathways"]["p"] |= {"ages": {"11": 1}, "leaves_at_age": 12}
    assert run(tree, adjust=born(DAY)).lines("ended") == ["1 00:00 #0 ended done"]
    older = changed(tree, steps__go__until_age=13)
    assert run(older, adjust=born(DAY)).lines("ended") == ["1 00:00 #0 ended aged_out"]


def test_S17_gamma_times_have_the_mean_and_spread_that_are_stated(run: Tell) -> None:
    lasts = {"distribution": "gamma", "mean": "10 days", "sd": "5 days"}
    steps = {"bed": {"kind": "place", "places": 4000, "lasts": lasts, "then": "done"}}
    opening = {"bed": waiting(*[1] * 1)}
    opening["bed"]["waiting"] = {"0-1 min": 4000}
    told = run(service(steps, opening=opening, days=100, staff={}))
    times = np.array([row.minute for row in told.rows if row.kind == RELEASED]) / DAY
    assert len(times) == 4000
    assert int(told.model.tables.duration_kind[0, 0]) == GAMMA
    assert abs(times.mean() - 10) < 4 * 5 / math.sqrt(4000)
    # A false alarm in 10,000.
    assert stats.kstest(times, stats.gamma(4, scale=2.5).cdf).pvalue > 1e-4


# Bands: 1 to 3 days for a quarter, 4 days for half, 10 to 20 days for a quarter.
BANDS = {
    "distribution": "empirical",
    "times": {"10-20 days": 0.25, "1-3 days": 0.25, "4 days": 0.5},
}


def by_hand(u: float) -> int:
    """The time that a draw stands for, the shortest band first."""
    if u < 0.25:
        days = 1 + 2 * u / 0.25
    elif u < 0.75:
        days = 4.0
    else:
        days = 10 + 10 * (u - 0.75) / 0.25
    return math.floor(days * DAY + 0.5)


def test_S17_a_time_by_bands_is_the_share_of_the_band_that_its_draw_has_come_through(
    run: Tell,
) -> None:
    steps = {"bed": place(40, BANDS)}
    told = run(service(steps, opening={"bed": waiting(*range(1, 41))}, days=30, staff={}), seed=3)
    released = {row.referral: row.minute for row in told.rows if row.kind == RELEASED}
    expected = {}
    for i, number in enumerate(told.model.tables.opening_number.tolist()):
        expected[i] = by_hand(uniform(3, 0, key_of("p"), 10 << 24 | step_key("bed"), number, 0))
    assert released == expected
    days = np.array([*released.values()]) / DAY
    inside = [np.sum((days >= 1) & (days <= 3)), np.sum(days == 4), np.sum(days >= 10)]
    assert sum(inside) == 40
    assert min(inside) > 3


def test_S17_times_by_bands_are_those_in_force_when_a_stay_begins(run: Tell) -> None:
    base = service({"form": delay("1 day", "bed"), "bed": place(9, "1 day")}, days=40, staff={})
    base["pathways"]["p"]["opening"] = {"form": {"caseload": 2}}
    later = {"distribution": "empirical", "times": {"7 days": 1}}
    # Of a delay of one day, a quarter and three quarters are left at minute 0.
    told = run((0, base), (1, changed(base, steps__bed__lasts=later)))
    assert told.lines("released") == ["1 06:00 #0 released", "1 18:00 #1 released"]
    told = run(
        (0, changed(base, steps__form__lasts="2 days")), (1, changed(base, steps__bed__lasts=later))
    )
    assert told.lines("released") == ["1 12:00 #0 released", "8 12:00 #1 released"]


def test_S17_a_time_until_referral_again_can_be_by_bands(run: Tell) -> None:
    again = {"done": {"share": 1, "after": BANDS}}
    tree = service({"go": delay("1 min")}, opening={"go": {"caseload": 300}}, re_refers=again)
    tree["horizon"] = "22 days"
    told = run(tree)
    begun = {row.referral: row.minute for row in told.rows if row.kind == REFERRED}
    made = [row for row in told.rows if row.kind == REFERRED_ON and row.referral < 300]
    days = np.array([begun[row.detail] - row.minute for row in made]) / DAY
    assert len(days) == 300
    assert np.all(((days >= 1) & (days <= 3)) | (days == 4) | ((days >= 10) & (days <= 20)))
    assert abs(np.mean(days == 4) - 0.5) < 5 * (0.25 / 300) ** 0.5
    assert abs(np.mean(days < 4) - 0.25) < 5 * (0.1875 / 300) ** 0.5


def test_S17_patience_by_bands_is_what_is_longer_than_the_wait_so_far(run: Tell) -> None:
    see = contact(leaving={"patience": BANDS})
    opening = {"see": {"waiting": {f"{5 * 24 - 1} hours - {5 * 24 + 1} hours": 200}}}
    told = run(service({"see": see}, opening=opening, days=20, staff={"nurses": {"wte": 0}}))
    # All have waited five days, so that only the last band is left: 10 to 20 days in all.
    whole = np.array([row.minute - row.since for row in told.rows if row.kind == LEFT]) / DAY
    assert len(whole) == 200
    assert 10 <= whole.min() < 10.5
    assert 19.5 < whole.max() <= 20
    assert abs(whole.mean() - 15) < 5 * 10 / 12**0.5 / 200**0.5


def test_S17_the_least_time_is_a_minute(run: Tell) -> None:
    lasts = {"distribution": "empirical", "times": {"0 min": 1}}
    told = run(
        service({"go": delay("1 day", "on"), "on": delay(lasts)}, opening={"go": {"caseload": 1}})
    )
    assert [row.minute for row in told.rows if row.kind == ENDED] == [721]
