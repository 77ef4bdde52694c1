"""Every mistake in the form of a file is told once, in plain words, with its line and a mend."""

import re
from pathlib import Path

import pytest
from scenario_file import SOUND, changed, line_of, problems, told

# What the validator says of itself, and names of types; none of it helps a planner.
JARGON = re.compile(
    r"input should|input_|valid (string|dict|number|tuple|list|integer)|extra inputs"
    r"|field required|pydantic|union|\btype\b|\bfloat\b|\btuple\b|\bdict\b|\bstr\b|\bint\b|\bbool"
    r"|(?-i:\bNone\b)|instance|validator|\bmodel\b|value error|greater than|less than or",
    re.IGNORECASE,
)
MEND = re.compile(
    r"(did you mean \"|\b(write|add|remove|choose|change|name|use|swap|raise|divide|put|let|make"
    r"|check|give|end|mend|rename|shorten|scale|count again|delete|state)\b).*[.?]$",
    re.IGNORECASE,
)

BROKEN = [
    ("wte: 6", "wte: -6", '"-6" is too small. Write 0 or more.'),
    ("wte: 6", "wte: 1e6", "is no number"),
    ("wte: 6", "wte: 200,000", "Write 100,000 or less."),
    ("wte: 6", "wte: nan", "is no number"),
    ("wte: 6", "wte: inf", "is no number"),
    ("wte: 6", "wte: [6]", "a group of values stands here. Write one value such as 7.5."),
    ("wte: 6", "wte: {a: 6}", "a group of values stands here."),
    ("wte: 6", "wte:", "no value is given. Write one such as 7.5, or remove the line."),
    ("    wte: 6\n", "", '"wte" is missing. Add "wte: 7.5".'),
    ("wte: 6", "wtee: 6", 'unknown key "wtee". Did you mean "wte"?'),
    ("    hours: 37.5 hours", "    sorce: S1", 'unknown key "sorce". Did you mean "source"?'),
    ("hours: 37.5 hours", "hours: 37.5", "has no unit"),
    ("hours: 37.5 hours", "hours: 200 hours", '"200 hours" is too large. Write 168 hours or less.'),
    ("hours: 37.5 hours", "days: [monday, mnday]", 'Did you mean "monday"?'),
    ("hours: 37.5 hours", "days: monday", 'Write a list such as "[a, b]"'),
    ("hours: 37.5 hours", "days: [monday, monday]", "may be named once"),
    ("hours: 37.5 hours", "days: []", "at least one must be"),
    ("hours: 37.5 hours", "term_time_only: maybe", "is neither yes nor no. Write yes or no."),
    ("hours: 37.5 hours", "cost: 30 an hour", "Write £30 an hour."),
    ("  doctors:\n    wte: 2", "  doctors: 2", '"2" does not fit here. Write lines such as'),
    ("  doctors:", "  Head Doctors:", "beginning with a letter: head_doctors."),
    ("  doctors:", f"  {'d' * 70}:", "is too long for a name. Use at most 60 characters."),
    ("title: A clinic and what follows", "title: []", "a group of values does not fit here."),
    ("title: A clinic and what follows", "title:", "no value is given."),
    ("title: A clinic and what follows", "title: ''", "the text is empty. Write some words."),
    ("title: A clinic", f"title: {'long ' * 60}", "is too long. Use at most 200 characters."),
    ("schema: 1\n", "", '"schema" is missing. Add "schema: 1".'),
    ("schema: 1", "schema: 2", "Write 1 or less."),
    ("start: 2026-04-01", "start: 1/4/2026", "could be two days. Write 2026-04-01 or 2026-01-04."),
    ("start: 2026-04-01", "start: 1826-04-01", "Write a day from 1990 to 2100."),
    ("horizon: 1 year", "horizon: 40 years", "Write 31 years or less."),
    ("horizon: 1 year", "horizon: 3 hours", "Write 1 day or more."),
    ("to: 2026-09-01}", "to: 2026-07-01}", "is before 2026-07-23. Swap the two dates."),
    (
        "    summer: {",
        "    bank_holidays: england\n    summer: {",
        "does not fit here. Write lines",
    ),
    ("calendar:\n", "calendar:\n  bank_holidays: scotland\n", "Choose england or none."),
    ("calendar:\n", "calendar:\n  extra_closures: 2026-12-24\n", 'Write a list such as "[a, b]"'),
    ("rate: 12 a week", "rate: 12", '"12" does not say per what time.'),
    ("rate: 12 a week", "rate: -1 a week", "is less than nothing"),
    (
        "rate: 12 a week",
        "rate: 12 a week\n      season: [1, 1]",
        "there are 2 numbers. Write twelve",
    ),
    (
        "rate: 12 a week",
        f"rate: 9 a week\n      season: {[0] * 12}",
        "average 0, not 1. Raise some",
    ),
    ("rate: 12 a week", f"rate: 9 a week\n      season: {[2] * 12}", "Divide each by 2."),
    ("rate: 12 a week", "rate: 9 a week\n      growth: 5 %", "5 % a year"),
    ("rate: 12 a week", "rate: 9 a week\n      days: often", "Choose every, working or school."),
    ("4-11: 60 %", "4 to eleven: 60 %", "is no range of ages"),
    ("4-11: 60 %", "4-11: 160 %", "is more than 100 %"),
    ("leaves_at_age: 18", "leaves_at_age: 18.5", "is not a whole number"),
    ("leaves_at_age: 18", "first_step: The first", "beginning with a letter: the_first."),
    ("leaves_at_age: 18", "priorities: {}", "there are 0 entries. Write at least 1."),
    ("        kind: decision\n", "", '"kind" is missing. Add "kind:" with contact, course,'),
    ("kind: decision", "kind: decisoin", '"decisoin" is no kind of step. Did you mean "decision"?'),
    ("kind: decision", "kind: zzz", '"zzz" is no kind of step. Choose contact, course, review,'),
    ("kind: decision", "kind:", "kind"),
    (
        "      triage:\n",
        "      begin: here\n      triage:\n",
        'Write "kind: contact" and the other',
    ),
    ("staff: {nurses: 90 min}", "staff: {nurses: 90}", "has no unit"),
    ("staff: {nurses: 90 min}", "staff: nurses", 'Write "name: value" lines below it'),
    ("staff: {nurses: 90 min}", "staff: {nurses: 9 weeks}", "Write 1 week or less."),
    ("        staff: {nurses: 90 min}\n", "", '"staff" is missing. Add "staff:" with its lines.'),
    ("staff: {nurses: 90 min}", "staff: {nurses: 90 min}\n        order: soonest", "is no way to"),
    ("most: 2}", "most: 0}", "Write 1 or more."),
    ("most: 2}", "place: front}", "Choose keeps or back."),
    ("dna: {share: 8 %, most: 2}", "dna: {most: 2}", 'Write "share: 6 %", or "by_notice:"'),
    ("dna: {share: 8 %, most: 2}", "dna: 8 %", "Write lines such as"),
    ("{forms: 60 %, discharged: 40 %}", "{forms: most, discharged: 40 %}", "is no share"),
    ("{forms: 60 %, discharged: 40 %}", "{forms: {a: 1}, discharged: rest}", "a group of values"),
    ("{forms: 60 %, discharged: 40 %}", "[forms]", "a group of values does not fit here."),
    ("{forms: 60 %, discharged: 40 %}", "", "no value is given."),
    ("{forms: 60 %, discharged: 40 %}", "{}", "leads nowhere. Name a step or an end"),
    (", sd: 2 weeks", "", 'needs "mean:" and "sd:", and not all are here. Add the rest.'),
    ("distribution: lognormal", "distribution: uniform", 'Write "from:" and "to:" instead.'),
    ("distribution: lognormal", "distribution: exponential", "Remove the line."),
    ("distribution: lognormal", "distribution: normal", 'Did you mean "lognormal"?'),
    ("distribution: lognormal, ", "", '"distribution" is missing.'),
    ("mean: 4 weeks", "mean: 0 weeks", "Write more than 0 min."),
    (
        "{distribution: lognormal, mean: 4 weeks, sd: 2 weeks}",
        "{distribution: uniform, from: 4 weeks, to: 2 weeks}",
        '"to" is not longer than "from".',
    ),
    (
        "{distribution: lognormal, mean: 4 weeks, sd: 2 weeks}",
        "{distribution: weibull, scale: 4 weeks, shape: 0}",
        "Write 0.05 or more.",
    ),
    ("{distribution: lognormal, mean: 4 weeks, sd: 2 weeks}", "soon", "is no length of time"),
    (
        "{distribution: lognormal, mean: 4 weeks, sd: 2 weeks}",
        "300 years",
        "Write 200 years or less",
    ),
    ("{distribution: lognormal, mean: 4 weeks, sd: 2 weeks}", "[4 weeks]", "a group of values"),
    ("sessions: 6", "sessions: 1", "Write 2 or more."),
    ("sessions: 6", "sesions: 6", 'unknown key "sesions". Did you mean "sessions"?'),
    ("sessions: 6", "sessions: six", "is no number"),
    ("advice: Advice", "advice:", "no value is given."),
    ("advice: Advice", "advice: [Advice]", "a group of values does not fit here."),
    ("target: 92 %", "target: 92", "Write 92 % if that is meant"),
    ("within: 18 weeks, ", "", '"within" is missing.'),
    ("to: assessment", "to: {assessment: 1}", "a group of values does not fit here."),
    ("0-13 weeks: 80", "13-0 weeks: 80", "does not rise"),
    ("0-13 weeks: 80", "over 13 weeks: 80", "has no upper end"),
    ("0-13 weeks: 80", "0-13 weeks: 80.5", "is not a whole number"),
    ("{0-13 weeks: 80, 13-26 weeks: 40}", "120", 'Write "name: value" lines below it'),
    ("{caseload: 20}", "{caseload: many}", "is no number"),
]


@pytest.mark.parametrize(("old", "new", "words"), BROKEN, ids=[new[:40] for _, new, _ in BROKEN])
def test_a_mistake_in_form_is_told_once_with_its_line_and_a_mend(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    text = changed(old, new)
    found = problems(tmp_path, text)
    assert len(found) >= 1
    assert [p for p in found if words in p.message], [str(p) for p in found]
    for problem in found:
        plain = re.sub(r'"[^"]*"', "", problem.message)
        assert not JARGON.search(plain), problem
        assert MEND.search(problem.message), problem
        assert problem.line >= 1
    assert len(found) == len({(p.line, p.path) for p in found})


# Two parameters say nothing of a uniform time; two steps name the doctors.
SEVERAL = {"distribution: uniform", "  Head Doctors:", f"  {'d' * 70}:"}


def test_one_mistake_is_told_as_one(tmp_path: Path) -> None:
    told_of = {new: told(tmp_path, changed(old, new)) for old, new, _ in BROKEN}
    assert {new for new, lines in told_of.items() if len(lines) > 1} == SEVERAL


def test_a_misspelt_key_is_not_missing_as_well_and_what_it_holds_is_still_read(
    tmp_path: Path,
) -> None:
    text = changed("    referrals:\n      rate: 12 a week", "    referals:\n      rate: 12")
    assert told(tmp_path, text) == [
        f'{line_of("referals", text)}: pathways.autism.referals: unknown key "referals". '
        'Did you mean "referrals"?',
        f'{line_of("rate: 12", text)}: pathways.autism.referals.rate: "12" does not say per what '
        "time. Write it as 12 a week, 120 a month or 4,000 a year.",
    ]


def test_names_of_faulty_parts_are_known_to_the_others(tmp_path: Path) -> None:
    text = changed("    wte: 6\n", "    wte: many\n").replace("kind: delay", "kind: zzz")
    assert [line.split(":")[0] for line in told(tmp_path, text)] == [
        str(line_of("wte: many", text)),
        str(line_of("kind: zzz", text)),
    ]


def test_a_source_that_is_misspelt_among_names_is_seen_for_what_it_is(tmp_path: Path) -> None:
    text = changed("staff:\n  nurses", "staff:\n  sorce: S1\n  nurses")
    assert told(tmp_path, text) == [
        '9: staff.sorce: "sorce: S1" does not fit here. Did you mean "source"?'
    ]


def test_a_long_word_is_cut_to_fit_a_message(tmp_path: Path) -> None:
    text = changed("wte: 6", f"wte: {'six' * 5000}")
    (line,) = told(tmp_path, text)
    assert len(line) < 200


def test_thousands_of_mistakes_are_not_all_told(tmp_path: Path) -> None:
    text = SOUND + "".join(f"word{i}: 1\n" for i in range(5000))
    assert 400 < len(problems(tmp_path, text)) <= 1000


@pytest.mark.parametrize(
    "text",
    [
        "schema: 1\n",
        "a: 1\n",
        "pathways: 3\n",
        "schema: 1\npathways: {}\n",
        "schema: 1\npathways: {a: }\n",
        "schema: [1]\nstaff: 5\npathways: [1, 2]\nstart: {a: b}\n",
        "pathways: {a: {steps: {b: {kind: contact}}}}\n",
        "pathways: {a: {steps: {b: {kind: [contact]}}}}\n",
        "pathways: {a: {steps: [a, b], referrals: }, b: 1}\ncalendar: no\n",
    ],
)
def test_hardly_anything_is_a_scenario_and_still_every_message_has_a_mend(
    tmp_path: Path, text: str
) -> None:
    for problem in problems(tmp_path, text):
        assert not JARGON.search(re.sub(r'"[^"]*"', "", problem.message)), problem
        assert MEND.search(problem.message), problem
