"""S26: contacts of several children."""

import pytest
from worked import Tell, contact, course, on_days, review, service, waiting


def test_S26_several_from_the_head_of_the_list_have_one_contact(run: Tell) -> None:
    # One contact a day: four, then four, then the last one by itself.
    step = contact(60, together=4, admin={"nurses": "20 min"})
    tree = service({"see": step}, opening={"see": waiting(*range(1, 10))}, days=4)
    tree["staff"] = {"nurses": on_days(80)}
    told = run(tree)
    seen = [(row.minute // 1440, row.referral) for row in told.rows if row.kind == 3]
    longest_first = [8, 7, 6, 5, 4, 3, 2, 1, 0]
    assert sorted(seen, key=lambda pair: (pair[0], -pair[1])) == list(
        zip([0] * 4 + [1] * 4 + [2], longest_first, strict=True)
    )
    assert told.minutes("nurses") == {"offered": 320, "used": 240, "lost": 0, "unused": 80}


@pytest.mark.parametrize(("children", "seen"), [(2, 0), (3, 3), (4, 4), (6, 6), (8, 8)])
def test_S26_a_first_contact_is_given_once_enough_wait(run: Tell, children: int, seen: int) -> None:
    # Up to four at a time, and three at least: of six, two are left over and wait.
    step = contact(30, together=4, at_least=3)
    opening = {"see": waiting(*range(1, children + 1))}
    told = run(service({"see": step}, opening=opening, days=1))
    expected = {6: 4}.get(seen, seen)
    assert len(told.lines("attended")) == expected
    used = 30 * -(-expected // 4)
    assert told.minutes("nurses") == {"offered": 60, "used": used, "lost": 0, "unused": 60 - used}


def test_S26_a_list_with_too_few_sets_nothing_aside(run: Tell) -> None:
    steps = {"see": contact(60, together=4, at_least=2, precedence=1), "call": contact(30)}
    opening = {"see": waiting(5), "call": waiting(1, 2)}
    told = run(service(steps, opening=opening, days=1))
    assert [row.step for row in told.rows if row.kind == 3] == [1, 1]


def test_S26_those_who_have_left_do_not_count(run: Tell) -> None:
    # On Wednesday all twenty would have to wait, and a few of them have left.
    step = contact(60, together=20, at_least=20, leaving=0.5)
    tree = service({"see": step}, opening={"see": waiting(*range(1, 21))}, days=3)
    told = run(tree | {"staff": {"nurses": on_days(60, "wednesday")}})
    assert 1 <= len(told.lines("left_list")) <= 10
    assert told.lines("attended") == []


def test_S26_follow_ups_due_together_are_seen_together_however_few(run: Tell) -> None:
    step = course(3, "1 day", together=4, at_least=3)
    told = run(service({"see": step}, opening={"see": waiting(5, 6, 7, 8, 9)}, days=6))
    counts = [
        sum(line.startswith(f"{day} ") for line in told.lines("attended")) for day in range(6)
    ]
    # Four go through the course; the fifth waits alone for its first contact.
    assert counts == [4, 4, 4, 0, 0, 0]
    assert told.minutes("nurses") == {"offered": 360, "used": 180, "lost": 0, "unused": 180}
    alone = service({"see": step}, opening={"see": {"caseload": 1}}, days=2)
    assert len(run(alone).lines("attended")) == 1


def test_S26_reviews_are_seen_together_however_few(run: Tell) -> None:
    step = review("40 days", together=4, at_least=3)
    told = run(service({"see": step}, opening={"see": waiting(5, 6)}, days=1))
    assert len(told.lines("attended")) == 2
    assert told.minutes("nurses")["used"] == 60


@pytest.mark.parametrize("share", [0, 0.5, 1])
def test_S26_minutes_are_lost_only_if_nobody_comes(run: Tell, share: float) -> None:
    dna = {"share": share, "rebook": 0}
    step = contact(30, together=3, dna=dna, admin={"nurses": "10 min"})
    tree = service({"see": step}, opening={"see": waiting(*range(1, 91))}, days=30)
    tree["staff"] = {"nurses": on_days(40) | {"unused": "lost"}}
    told = run(tree, seed=3)
    came = {row.minute for row in told.rows if row.kind == 3}
    missed = {row.minute for row in told.rows if row.kind == 4} - came
    assert len(came) + len(missed) == 30
    assert (len(came) > 0, len(missed) > 0) == {0: (True, False), 0.5: (True, True)}.get(
        share, (False, True)
    )
    spent = told.minutes("nurses")
    assert (spent["used"], spent["lost"]) == (40 * len(came), 30 * len(missed))


def test_S26_each_attends_or_misses_by_its_own_draw(run: Tell) -> None:
    # The same children miss their first contact, whether seen alone or together.
    def missing(**more: int) -> set[int]:
        step = contact(1, dna={"share": 0.4, "rebook": 0}, **more)
        told = run(service({"see": step}, opening={"see": waiting(*range(1, 41))}, days=2))
        return {row.referral for row in told.rows if row.kind == 4}

    assert len(missing()) > 5
    assert missing(together=7) == missing()


def test_S26_an_extra_slot_is_for_one_child(run: Tell) -> None:
    step = contact(60, together=4, extra_slots="7 a week")
    tree = service(
        {"see": step}, opening={"see": waiting(*range(1, 9))}, days=1, staff={"nurses": {"wte": 0}}
    )
    told = run(tree)
    assert told.slots("see")["used"] == len(told.lines("attended")) == 1
