"""Standards whose clocks start elsewhere, pause or start anew, and their mistakes."""

from pathlib import Path

import pytest
from scenario_file import changed, sound, told

SEEN = "seen: {to: assessment, within: 18 weeks, target: 92 %}"


def standard(*rules: str) -> str:
    """The sound scenario with another standard beside its own."""
    return changed(SEEN, f"{SEEN}\n      other: {{within: 26 weeks, {', '.join(rules)}}}")


@pytest.mark.parametrize(
    "rules",
    [
        ("to: therapy", "from: assessment", "starts: first contact"),
        ("to: [therapy, group]", "from: [assessment, forms]", "pauses_at: forms"),
        ("to: therapy", "pauses_if_missed: yes", "restarts: missed first contact"),
        ("to: therapy", "exceptions: {missed: yes, absence: 3 %, closures: 4 weeks}"),
        ("to: therapy", "restarts: missed contact", "restarts_at: [triage, forms]"),
    ],
)
def test_clocks_that_are_told_enough_are_sound(tmp_path: Path, rules: tuple[str, ...]) -> None:
    assert not sound(tmp_path, standard(*rules)).warnings


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (("to: therpy",), 'to: unknown step "therpy". Did you mean "therapy"?'),
        (("to: therapy", "from: assesment"), 'from: unknown step "assesment". Did you mean'),
        (("to: therapy", "pauses_at: [forms, forms]"), 'pauses_at: "forms" is named twice.'),
        (("to: therapy", "restarts_at: form"), 'restarts_at: unknown step "form".'),
        (("to: therapy", "starts: first contact"), "starts: needs the step at which the contact"),
        (
            ("to: therapy", "from: forms", "starts: first contact"),
            'from: there are no contacts at "forms", a delay. Name another step, or write "starts:',
        ),
        (
            ("to: [therapy, forms]", "from: forms"),
            'to: "forms" would stop this clock in the minute in which it starts it.',
        ),
        (
            ("to: therapy", "from: therapy", "starts: first contact"),
            'to: "therapy" would stop this clock in the minute in which it starts it.',
        ),
        (("to: therapy", "pauses_at: triage"), '"triage" takes no time.'),
        (("to: therapy", "exceptions: {missed: no}"), "exceptions: no case is one."),
        (
            ("to: therapy", "exceptions: {closures: 4 weeks, asked_at: form}"),
            'exceptions.asked_at: unknown step "form".',
        ),
        (
            ("to: therapy", "exceptions: {missed: yes, asked_at: forms}"),
            'asked_at: has no effect without "closures:"',
        ),
        (("to: group", "pauses_at: group"), '"group" stops this clock on arrival, so nothing'),
    ],
)
def test_a_mistake_is_told_where_it_stands(
    tmp_path: Path, rules: tuple[str, ...], words: str
) -> None:
    (message,) = told(tmp_path, standard(*rules))
    assert words in message


def test_a_list_cannot_be_ordered_by_a_clock_that_does_not_simply_run(tmp_path: Path) -> None:
    text = standard("to: therapy", "pauses_at: forms")
    order = "order: earliest breach\n        breach_of: other"
    (message,) = told(tmp_path, changed("kind: place", f"kind: place\n        {order}", text))
    assert 'breach_of: "other" does not simply run from the referral' in message


def test_rules_for_missed_contacts_need_contacts_that_are_missed(tmp_path: Path) -> None:
    text = changed(
        "        dna: {share: 8 %, most: 2}\n",
        "",
        standard("to: group", "restarts: missed contact"),
    )
    (warning,) = sound(tmp_path, text).warnings
    assert "other.restarts: no step has missed contacts." in str(warning)


def test_a_dated_change_cannot_move_a_clock(tmp_path: Path) -> None:
    text = standard("to: therapy", "from: forms")
    change = "changes:\n  - {on: 2026-09-01, pathways.autism.standards.other.from: triage}\n"
    assert any("standards.other" in message for message in told(tmp_path, text + change))


def test_what_a_clock_does_is_part_of_what_a_scenario_is(tmp_path: Path) -> None:
    plain = sound(tmp_path, standard("to: therapy")).identity
    assert sound(tmp_path, standard("to: therapy", "from: forms")).identity != plain


def test_the_name_of_the_clock_less_exceptions_must_be_free(tmp_path: Path) -> None:
    text = standard("to: therapy", "exceptions: {missed: yes}")
    second = "other_less_exceptions: {to: therapy, within: 26 weeks}"
    (message,) = told(tmp_path, changed(SEEN, f"{SEEN}\n      {second}", text))
    assert "Give the other standard another name." in message


def closures(*lines: str, opening: str = "assessment") -> str:
    """A standard with exceptions for closures of 4 weeks, and other school holidays."""
    text = standard("to: therapy", "exceptions: {missed: yes, closures: 4 weeks}")
    if not opening:
        text = text[: text.index("    opening:")]
    return changed("    summer: {from: 2026-07-23, to: 2026-09-01}\n", "".join(lines), text)


@pytest.mark.parametrize(
    "holidays",
    [
        ("    summer: {from: 2027-04-08, to: 2027-06-01}\n",),  # asked on the last day
        (
            "    a: {from: 2026-07-20, to: 2026-08-05}\n",
            "    b: {from: 2026-08-06, to: 2026-08-20}\n",
        ),
        ("    summer: {from: 2025-07-23, to: 2025-09-01}\n",),  # of clocks that run already
    ],
)
def test_closures_that_school_holidays_can_be_are_sound(
    tmp_path: Path, holidays: tuple[str, ...]
) -> None:
    assert sound(tmp_path, closures(*holidays)).warnings == ()


@pytest.mark.parametrize(
    ("holidays", "opening"),
    [
        ("    easter: {from: 2026-04-03, to: 2026-04-17}\n", "assessment"),
        ("    summer: {from: 2027-04-09, to: 2027-06-01}\n", "assessment"),
        ("    summer: {from: 2025-07-23, to: 2025-09-01}\n", ""),
        ("    summer: {from: 2026-03-01, to: 2026-04-07}\n", ""),
    ],
)
def test_closures_that_no_school_holiday_is_are_told(
    tmp_path: Path, holidays: str, opening: str
) -> None:
    (warning,) = sound(tmp_path, closures(holidays, opening=opening)).warnings
    assert str(warning).endswith(
        "pathways.autism.standards.other.exceptions.closures: no school holiday of 4 weeks or more "
        "is met in the run, so that no case is one. Add it to calendar.school_holidays, or remove "
        "this line."
    )
    assert warning.line
