"""What a scenario says of contacts that are missed."""

from pathlib import Path

import pytest
from scenario_file import changed, sound, told

from waitsim.model.build import build_model

SHARE = "dna: {share: 8 %, most: 2}"
BY_NOTICE = "dna: {by_notice: {0 days: 4 %, 2 weeks: 8 %}, most: 2}"

BROKEN = [
    ("dna: {most: 2}", "assessment.dna: the share missed is said in one of two ways."),
    ("dna: {share: 8 %, by_notice: {0 days: 4 %}}", "dna: the share missed is said in one of two"),
    ("dna: {by_notice: {1.5 days: 4 %}}", "assessment.dna.by_notice: notice is in whole days."),
    ("dna: {by_notice: {14: 4 %}}", '"14" has no unit.'),
    ("dna: {by_notice: {0 days: 104 %}}", '"104 %" is more than 100 %.'),
]


@pytest.mark.parametrize(("new", "words"), BROKEN, ids=[new[:40] for new, _ in BROKEN])
def test_a_mistake_is_told_where_it_stands(tmp_path: Path, new: str, words: str) -> None:
    (line,) = told(tmp_path, changed(SHARE, new))
    assert words in line


def test_a_share_by_notice_is_read_in_days(tmp_path: Path) -> None:
    loaded = sound(tmp_path, changed(SHARE, BY_NOTICE))
    t = build_model(loaded.epochs, loaded.identity).tables
    assert t.dna_points.tolist() == [[0, 0.04], [14, 0.08]]


@pytest.mark.parametrize(("notice", "share"), [("", 0.04), ("notice: 7 days", 0.06)])
def test_checks_before_a_run_go_by_the_share_at_the_notice(
    tmp_path: Path, notice: str, share: float
) -> None:
    text = changed(SHARE, f"{BY_NOTICE}\n        {notice}")
    loaded = sound(tmp_path, changed("wte: 6", "wte: 6\n    bookable_ahead: 50 %", text))
    model = build_model(loaded.epochs, loaded.identity)
    step = model.names.steps.index("autism.assessment")
    assert model.tables.dna[0, step] == pytest.approx(share)


def test_a_share_by_notice_is_part_of_what_a_scenario_says(tmp_path: Path) -> None:
    one = sound(tmp_path, changed(SHARE, BY_NOTICE)).identity
    other = sound(tmp_path, changed(SHARE, BY_NOTICE.replace("2 weeks", "3 weeks"))).identity
    assert one != other
