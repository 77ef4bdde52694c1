"""Lists that go by lot, and what cannot be compared with them."""

from pathlib import Path

import pytest
from scenario_file import changed, sound, told

ADMIN = "admin: {doctors: 30 min}"
THERAPY = "staff: {nurses: 45 min}"
REVIEW = "staff: {doctors: 20 min}"
LOT = "order: lottery"


def by_lot(*steps: str) -> str:
    """The sound scenario with some steps by lot: they share nurses, and doctors."""
    text = changed(ADMIN, ADMIN)
    for step in steps:
        text = changed(step, f"{step}\n        {LOT}", text)
    return text


def test_lists_that_share_staff_may_all_go_by_lot(tmp_path: Path) -> None:
    sound(tmp_path, by_lot(ADMIN, THERAPY, REVIEW))


def test_lists_of_other_precedence_may_go_by_lot_or_not(tmp_path: Path) -> None:
    text = changed(ADMIN, f"{ADMIN}\n        {LOT}\n        precedence: 3")
    sound(tmp_path, text)


def test_places_may_go_by_lot_whatever_else_is_there(tmp_path: Path) -> None:
    sound(tmp_path, changed("places: 20", f"places: 20\n        {LOT}"))


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        (
            [ADMIN],
            "autism.steps.assessment.order: a lot cannot be compared with the waits on "
            "autism.therapy, which shares staff and has precedence 2 like autism.assessment.",
        ),
        # The assessment links nurses and doctors; follow-ups have precedence 1, like reviews.
        (
            [ADMIN, THERAPY],
            "autism.steps.therapy.order: a lot cannot be compared with the waits on autism."
            "check_up, which shares staff and has precedence 1 like autism.therapy.follow_up.",
        ),
    ],
)
def test_lots_beside_minutes_are_refused(tmp_path: Path, steps: list[str], words: str) -> None:
    (message,) = told(tmp_path, by_lot(*steps))
    assert words in message
    assert "Give both an order by lot, or another precedence." in message
