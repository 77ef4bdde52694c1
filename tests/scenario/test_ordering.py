"""Orders of lists that need to be told more, and their mistakes."""

from pathlib import Path

import pytest
from scenario_file import changed, sound, told

ADMIN = "admin: {doctors: 30 min}"
AGE = "leaves_at_age: 18"
CLASSES = f"{AGE}\n    priorities: {{urgent: 20 %, routine: 80 %}}"


def with_lines(*lines: str) -> str:
    """The sound scenario with two priority classes, and further lines at its assessment."""
    return changed(ADMIN, "\n        ".join((ADMIN, *lines))).replace(AGE, CLASSES)


@pytest.mark.parametrize(
    "lines",
    [
        ("order: points", "head_starts: {urgent: 92 days}"),
        ("order: earliest breach", "breach_of: seen"),
        ("order: earliest breach", "limits: {urgent: 2 weeks, routine: 18 weeks}"),
    ],
)
def test_orders_that_are_told_enough_are_sound(tmp_path: Path, lines: tuple[str, ...]) -> None:
    sound(tmp_path, with_lines(*lines))


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("order: points",), "order: no class has a head start."),
        (("head_starts: {urgent: 2 weeks}",), 'Write "order: points", or remove the line.'),
        (("limits: {urgent: 2 weeks}",), 'Write "order: earliest breach", or remove'),
        (
            ("order: points", "head_starts: {urgnt: 2 weeks}"),
            'head_starts.urgnt: unknown priority class "urgnt". Did you mean "urgent"?',
        ),
        (("order: earliest breach",), 'order: limits are known from one place. Write "breach_of:"'),
        (("order: earliest breach", "breach_of: sen"), 'unknown standard "sen". Did you mean'),
        (("order: earliest breach", "limits: {urgent: 2 weeks}"), "no limit is given for routine."),
    ],
)
def test_a_mistake_is_told_where_it_stands(
    tmp_path: Path, lines: tuple[str, ...], words: str
) -> None:
    (message,) = told(tmp_path, with_lines(*lines))
    assert words in message
