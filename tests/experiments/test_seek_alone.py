from pathlib import Path

import numpy as np
import pytest
from scenario_file import changed, sound

from waitsim.engine.run import run_block
from waitsim.experiments.seek_alone import bearing_on, without_others
from waitsim.model.build import build_model
from waitsim.scenario.load import Loaded, load

KENT = Path(__file__).parents[2] / "scenarios" / "kent_medway"
TWO = changed(
    "    opening:\n      assessment: {waiting: {0-13 weeks: 80, 13-26 weeks: 40}}\n"
    "      group: {caseload: 20}\n",
    """\
    opening:
      assessment: {waiting: {0-13 weeks: 80, 13-26 weeks: 40}}
      group: {caseload: 20}
  speech:
    referrals:
      rate: 5 a week
    steps:
      talk: {kind: contact, staff: {talkers: 60 min}, then: said}
    ends: {said: Said}
    standards:
      talked: {to: talk, within: 18 weeks}
""",
).replace("  doctors:\n    wte: 2\n", "  doctors:\n    wte: 2\n  talkers:\n    wte: 1\n")


def bearing(loaded: Loaded, clock: str, *paths: str) -> list[str]:
    model = build_model(loaded.epochs, loaded.identity)
    return sorted(bearing_on(model, model.names.clocks.index(clock), paths))


@pytest.mark.parametrize("name", ["baseline.yaml", "ehcp.yaml", "fewer_missed.yaml"])
def test_a_pathway_alone_has_the_waits_and_the_staff_time_that_it_has_among_others(
    name: str,
) -> None:
    loaded = load(KENT / name, ["horizon=40 weeks"])
    whole = build_model(loaded.epochs, loaded.identity)
    among = run_block(whole, 7, 3, 1).tallies
    for clock, standard in enumerate(whole.names.clocks):
        kept = bearing_on(whole, clock, ())
        assert len(kept) < len(whole.names.pathways)
        part = build_model(without_others(loaded.epochs, kept), loaded.identity)
        alone = run_block(part, 7, 3, 1).tallies
        mine = len(part.names.lists) + part.names.clocks.index(standard)
        theirs = len(whole.names.lists) + clock
        shape = alone.snapshot[:, mine].shape
        there = among.snapshot[:, theirs]
        assert there.sum() > 0
        assert there.sum() == alone.snapshot[:, mine].sum()
        assert np.array_equal(there[:, : shape[1], :, : shape[3]], alone.snapshot[:, mine])
        busy = alone.minutes[0, :, 1].sum(axis=-1) > 0
        assert busy.any()
        assert np.array_equal(among.minutes[:, busy], alone.minutes[:, busy])


def test_pathways_that_share_staff_or_whose_staff_are_changed_bear_on_one_another(
    tmp_path: Path,
) -> None:
    loaded = sound(tmp_path, TWO)
    assert bearing(loaded, "speech.talked") == ["speech"]
    assert bearing(loaded, "speech.talked", "staff.talkers.wte") == ["speech"]
    assert bearing(loaded, "speech.talked", "staff.nurses.wte") == ["autism", "speech"]
    assert bearing(loaded, "autism.seen", "pathways.speech.referrals.rate") == ["autism", "speech"]
    assert bearing(loaded, "speech.talked", "calendar.bank_holidays") == ["autism", "speech"]
    shared = TWO.replace("staff: {talkers: 60 min}", "staff: {doctors: 60 min}")
    assert bearing(sound(tmp_path, shared), "speech.talked") == ["autism", "speech"]


def test_pathways_of_the_same_children_bear_on_one_another(tmp_path: Path) -> None:
    referring = TWO.replace(
        "      talk: {kind: contact,",
        "      talk: {kind: contact, also_refers: {autism: {share: 10 %}},",
    )
    assert bearing(sound(tmp_path, referring), "speech.talked") == ["autism", "speech"]


def test_time_kept_for_another_pathway_keeps_all_of_them(tmp_path: Path) -> None:
    kept = TWO.replace(
        "  talkers:\n    wte: 1\n",
        "  talkers:\n    wte: 1\n    protects: {some: {for: speech, share: 10 %}}\n",
    )
    loaded = sound(tmp_path, kept)
    assert without_others(loaded.epochs, frozenset(["autism"])) == loaded.epochs
    assert len(without_others(loaded.epochs, frozenset(["speech"]))[0][1].pathways) == 1
