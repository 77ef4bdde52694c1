"""A share for long waiters as a scenario says it, and its mistakes."""

from pathlib import Path

import pytest
from scenario_file import changed, sound, told

from waitsim.model.build import build_model

ADMIN = "admin: {doctors: 30 min}"
PLACES = "places: 20"
REVIEW = "staff: {doctors: 20 min}"
CHANGE = "changes:\n  - on: 2026-09-01\n    pathways.autism.steps.assessment"
SHARE = "long_waiters: {share: 20 %, over: 52 weeks}"


def with_line(after: str, *lines: str) -> str:
    """The sound scenario with further lines after one of it."""
    return changed(after, "\n        ".join((after, *lines)))


@pytest.mark.parametrize(("after", "line"), [(ADMIN, 0), (PLACES, 3)])
def test_a_share_is_kept_of_first_contacts_or_places(tmp_path: Path, after: str, line: int) -> None:
    loaded = sound(tmp_path, with_line(after, SHARE))
    tables = build_model(loaded.epochs, loaded.identity).tables
    assert tables.list_long_share[line] == tables.list_long_share.sum() == 200_000
    assert tables.list_long_over[line] == tables.list_long_over.sum() == 52 * 7 * 1440


def test_it_is_part_of_what_a_scenario_is(tmp_path: Path) -> None:
    plain, kept, other = (
        sound(tmp_path, text).identity
        for text in (
            changed(ADMIN, ADMIN),
            with_line(ADMIN, SHARE),
            with_line(ADMIN, "long_waiters: {share: 20 %}"),
        )
    )
    assert len({plain, kept, other}) == 3


@pytest.mark.parametrize(
    ("after", "lines", "words"),
    [
        (REVIEW, (SHARE,), "check_up.long_waiters: has no effect on reviews"),
        (ADMIN, (SHARE, "list: all"), 'long_waiters: nobody overtakes on the shared list "all".'),
        (ADMIN, ("long_waiters: {share: 0 %}",), "assessment.long_waiters.share"),
        (ADMIN, ("long_waiters: {over: 1 week}",), '"share" is missing'),
        (
            ADMIN,
            (SHARE, "differs: [{where: {priority: routine}, long_waiters: {share: 5 %}}]"),
            '"long_waiters" is the same for all children.',
        ),
    ],
)
def test_a_mistake_is_told_where_it_stands(
    tmp_path: Path, after: str, lines: tuple[str, ...], words: str
) -> None:
    (message,) = told(tmp_path, with_line(after, *lines))
    assert words in message


def test_no_dated_change_alters_it(tmp_path: Path) -> None:
    change = f"{CHANGE}.long_waiters.share: 30 %\n"
    (message,) = told(tmp_path, with_line(ADMIN, SHARE) + change)
    assert "assessment.long_waiters: cannot change during a run." in message
