"""Which option differs from which is shown compactly."""

from waitsim.experiments.headline import HEADLINES
from waitsim.experiments.pairs import Pair, Pairs
from waitsim.experiments.yardstick import Yardstick
from waitsim.present.pairs import differences_table, pairs_said, pairs_table

FOUND = Pairs(
    Yardstick(HEADLINES[0], "", "all standards"),
    (("More", 100.0), ("As it is", 200.0), ("The same", 200.0)),
    (
        Pair("More", "As it is", 100, 60, 140, True, False),
        Pair("More", "The same", 100, -20, 220, False, False),
        Pair("As it is", "The same", 0, 0, 0, False, True),
    ),
    20,
)


def test_each_option_names_those_it_is_less_and_more_than_by_number() -> None:
    table = pairs_table(FOUND)
    assert [[cell.text for cell in cells] for cells in table.rows] == [
        ["1 More", "100", "2", "\N{EN DASH}", "3"],
        ["2 As it is", "200", "\N{EN DASH}", "1", "3 (alike)"],
        ["3 The same", "200", "\N{EN DASH}", "\N{EN DASH}", "1, 2 (alike)"],
    ]
    assert "among the 3 pairs that is not there is at most 5 %" in table.notes[0]


def test_each_pair_has_its_difference_and_finding() -> None:
    assert [cells[2].text for cells in differences_table(FOUND).rows] == [
        "+100 (+60 to +140)",
        "+100 (-20 to +220)",
        "none",
    ]
    findings = [cells[3].text for cells in differences_table(FOUND).rows]
    assert findings == ["yes", "not told apart", "alike"]
    assert pairs_said(FOUND) == (
        "1 of 3 pairs of options differ. Not told apart: More from The same."
    )
