"""Which option is best is said in plain words."""

from waitsim.experiments.best import Contest, Search, Standing
from waitsim.experiments.figures import Figure
from waitsim.experiments.headline import HEADLINES
from waitsim.experiments.yardstick import Yardstick
from waitsim.present.best import best_said, best_table

SEARCH = Search(Yardstick(HEADLINES[0], "", "all standards"), 50, 20, 200)


def standing(option: str, behind: float, *, dropped: bool = True, alike: bool = False) -> Standing:
    value = Figure(900 + behind, 880 + behind, 920 + behind, 800, 1000)
    return Standing(
        option=option,
        value=value,
        behind=behind,
        behind_low=behind - 9,
        behind_high=behind + 9,
        looked_at=27 if dropped else 40,
        dropped=dropped,
        alike=alike,
        leads=behind == 0 and not alike,
    )


def test_the_best_is_named_with_its_confidence_and_what_it_took() -> None:
    standings = (standing("More staff", 0, dropped=False), standing("Bought care", 75))
    contest = Contest(SEARCH, "More staff", standings, 40, 55)
    assert best_said(contest) == [
        "Best: More staff, found with 95 % confidence after 40 replications (waiting at the end, "
        "all standards). A difference below 50 counts as none."
    ]
    best, other = ([cell.text for cell in cells] for cells in best_table(contest).rows)
    assert best == ["More staff", "900 (880 to 920)", "", "best, after 40"]
    assert other == ["Bought care", "975 (955 to 995)", "+75 (+66 to +84)", "dropped after 27"]


def test_options_within_the_width_of_the_best_are_said_to_be_about_as_good() -> None:
    standings = (standing("More staff", 0, dropped=False), standing("Bought care", 45))
    lines = best_said(Contest(SEARCH, "More staff", standings, 40, 55))
    assert lines[1:] == ["Less than 50 behind it, and so about as good: Bought care."]


def test_what_is_still_in_the_running_is_named_with_what_would_settle_it() -> None:
    standings = (
        standing("More staff", 0, dropped=False),
        standing("Bought care", 7, dropped=False),
        standing("As it is", 90),
    )
    [none, running] = best_said(Contest(SEARCH, "", standings, 40, 310))
    assert none.startswith("No best found with 95 % confidence after 40 replications")
    assert running.startswith("Still in the running: More staff and Bought care. After 310 ")


def test_options_that_come_to_the_same_are_said_to() -> None:
    leader, same = standing("As it is", 0, dropped=False), standing("The same", 0, alike=True)
    [line] = best_said(Contest(SEARCH, "As it is", (leader, same), 20, 20))
    assert line.startswith("No best: all come to the same in each of 20 replications")
    worse = standing("Worse", 99)
    lines = best_said(Contest(SEARCH, "As it is", (leader, same, worse), 20, 20))
    assert lines[-1] == "Alike in each replication with As it is: The same."
