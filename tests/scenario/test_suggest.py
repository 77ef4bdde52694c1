"""Near misses are offered, and choices when they are few."""

from waitsim.scenario.suggest import known_list, near, suggestion


def test_a_misspelt_name_finds_the_one_meant() -> None:
    assert near("nurse", ["nurses", "doctors"]) == ' Did you mean "nurses"?'
    assert near("NURSES", ["nurses"]) == ' Did you mean "nurses"?'
    assert near("zebra", ["nurses"]) == ""


def test_few_choices_are_listed_and_many_are_not() -> None:
    assert known_list(["a"]) == " Choose a."
    assert known_list(["a", "b", "c"]) == " Choose a, b or c."
    assert known_list([]) == ""
    assert known_list([str(i) for i in range(9)]) == ""


def test_a_suggestion_is_the_near_miss_or_else_the_choices() -> None:
    assert suggestion("nurse", ["nurses", "doctors"]) == ' Did you mean "nurses"?'
    assert suggestion("x", ["nurses", "doctors"]) == " Choose nurses or doctors."
