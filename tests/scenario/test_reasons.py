"""What a figure rests on in words: the note nearest to it in its own file."""

from pathlib import Path

from waitsim.scenario.load import load
from waitsim.scenario.reasons import notes_in, reason

BASE = """\
schema: 1
title: A clinic
start: 2026-04-01
horizon: 1 year
note: of the whole file
staff:
  nurses: {wte: {value: 2, note: counted}, cost: £30 an hour}
pathways:
  adhd:
    note: of the whole service
    referrals:
      rate: 5 a week
      season: {value: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], note: flat}
    steps:
      wait:
        kind: delay
        lasts: {value: {distribution: uniform, from: 1 week, to: 2 weeks}, note: guessed}
        then: talk
      talk:
        kind: contact
        note: an hour, as everywhere
        staff: {nurses: 60 min}
        dna: {share: 8 %, after: 1 week, note: as other clinics}
        then: seen
    ends: {seen: Seen}
"""
OPTION = (
    "title: An option\nextends: base.yaml\npathways: {adhd: {steps: {talk: {dna: {share: 6 %}}}}}\n"
)


def reasons(path: Path) -> dict[tuple[str | int, ...], str]:
    loaded = load(path)
    notes = notes_in(loaded.files)
    return {a.path: reason(a, notes) for a in loaded.assumptions}


def test_the_nearest_note_of_the_file_is_the_reason(tmp_path: Path) -> None:
    base = tmp_path / "base.yaml"
    base.write_text(BASE, encoding="utf-8")
    steps = ("pathways", "adhd", "steps")
    found = reasons(base)
    assert found["staff", "nurses", "wte"] == "counted"
    assert found["staff", "nurses", "cost"] == ""
    assert found["pathways", "adhd", "referrals", "season", 3] == "flat"
    assert found["pathways", "adhd", "referrals", "rate"] == "of the whole service"
    assert found[*steps, "wait", "lasts", "from"] == "guessed"
    assert found[*steps, "talk", "staff", "nurses"] == "an hour, as everywhere"
    assert found[*steps, "talk", "dna", "after"] == "as other clinics"


def test_a_figure_said_anew_does_not_rest_on_what_was_said_of_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(BASE, encoding="utf-8")
    option = tmp_path / "option.yaml"
    option.write_text(OPTION, encoding="utf-8")
    found = reasons(option)
    dna = ("pathways", "adhd", "steps", "talk", "dna")
    assert found[*dna, "share"] == ""
    assert found[*dna, "after"] == "as other clinics"
