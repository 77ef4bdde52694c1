"""What a scenario says of contacts that are cancelled."""

from pathlib import Path

import pytest
from scenario_file import changed, sound, told

from waitsim.model.build import build_model
from waitsim.model.check import offered_load
from waitsim.scenario.validate import structure

DNA = "dna: {share: 8 %, most: 2}"

BROKEN = [
    ("cancels: {by_family: 5 %, end: declind}", 'cancels.end: unknown end "declind".'),
    ("cancels: {by_family: 5 %, late: 40 %}", "cancels.late: nothing is booked ahead here."),
    ("cancels: {by_family: 105 %}", 'cancels.by_family: "105 %" is more than 100 %.'),
    ("cancels: {most: 0}", 'cancels.most: "0" is too small.'),
    ("cancels: {place: front}", "Choose keeps or back."),
    ("cancels: {by_child: 5 %}", 'unknown key "by_child".'),
    (
        "cancels: {by_family: 5 %, most: 2}\n        differs: [{where: {priority: routine}, "
        "cancels: {end: discharged}}]",
        "differs: the end of those who cancel too often is the same for all.",
    ),
]


@pytest.mark.parametrize(("new", "words"), BROKEN, ids=[new[:40] for new, _ in BROKEN])
def test_a_mistake_is_told_where_it_stands(tmp_path: Path, new: str, words: str) -> None:
    (line,) = told(tmp_path, changed(DNA, f"{DNA}\n        {new}"))
    assert words in line


def test_what_is_cancelled_late_may_be_said_where_contacts_are_booked_ahead(
    tmp_path: Path,
) -> None:
    new = f"{DNA}\n        notice: 5 days\n        cancels: {{by_family: 5 %, late: 40 %}}"
    sound(tmp_path, changed(DNA, new))


def test_only_the_end_cannot_change_within_a_run(tmp_path: Path) -> None:
    one, other = (
        structure(
            sound(tmp_path, changed(DNA, f"{DNA}\n        cancels: {{{said}, most: 2}}")).scenario
        )
        for said in ("by_family: 5 %", "by_family: 7 %, end: discharged")
    )
    assert {key for key in one if one[key] != other[key]} == {
        "pathways.autism.steps.assessment.cancels.end"
    }


@pytest.mark.parametrize(
    ("cancels", "times"),
    [
        ("by_family: 20 %", 1 / 0.8),
        ("by_service: 20 %", 1 / 0.8),
        ("by_family: 20 %, by_service: 50 %", 1 / 0.4),
        ("by_family: 20 %, refilled: 40 %", 1 + 0.6 * 0.2 / 0.8),
        ("by_family: 20 %, refilled: 100 %", 1),
    ],
)
def test_the_load_counts_time_that_is_cancelled_and_not_filled_again(
    tmp_path: Path, cancels: str, times: float
) -> None:
    def load(text: str) -> float:
        loaded = sound(tmp_path, text)
        return offered_load(build_model(loaded.epochs, loaded.identity))[0].referral_minutes

    alone = changed(DNA, "")
    plain = load(alone)
    without = load(changed("nurses: 90 min", "nurses: 0 min", alone))
    more = load(changed(DNA, f"cancels: {{{cancels}}}"))
    assert more - without == pytest.approx((plain - without) * times)
