"""Each replication runs on its own values of what is not known exactly."""

import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scenario_file import line_of
from small_scenario import TEXT, small_scenario

from waitsim.engine.run import KERNEL, REFERENCE, run_block
from waitsim.errors import ScenarioError
from waitsim.experiments.models import Models
from waitsim.experiments.replicate import Execution, folder_of, run
from waitsim.records import Tallies
from waitsim.results.drawn import drawn_values, inputs_frame
from waitsim.results.measures import measure
from waitsim.results.results import Results
from waitsim.results.store import read, read_events
from waitsim.scenario.load import Loaded, load

RATE = "pathways.speech.referrals.rate"
UNCERTAIN = f"""
uncertain:
  {RATE}: {{between: [4 a week, 9 a week], shape: uniform}}
  pathways.speech.opening.assessment.waiting.4-26 weeks: {{between: [10, 40]}}
  pathways.speech.steps.assessment.dna.share: {{between: [5 %, 20 %]}}
"""


def uncertain(folder: Path, said: str = UNCERTAIN, name: str = "small") -> Loaded:
    path = folder / f"{name}.yaml"
    path.write_text(TEXT.format(wte=0.7, slots=1) + said, encoding="utf-8")
    return load(path)


def same(one: Tallies, other: Tallies) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_scenario_that_is_known_has_one_model(tmp_path: Path) -> None:
    models = Models(small_scenario(tmp_path), 1)
    assert models.of(0) is models.of(7) is models.plain
    assert models.inputs == ()


def test_a_replication_has_the_model_of_its_drawn_values(tmp_path: Path) -> None:
    loaded = uncertain(tmp_path)
    models = Models(loaded, 3)
    assert loaded.drawing is not None
    rate, waiting, share = loaded.drawing.values(3, 5)
    text = TEXT.format(wte=0.7, slots=1)
    for old, new in (
        ("rate: 6 a week", f"rate: {rate!r} a week"),
        ("4-26 weeks: 20", f"4-26 weeks: {waiting:.0f}"),
        ("share: 10 %", f"share: {share!r} %"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    path = tmp_path / "by_hand.yaml"
    path.write_text(text, encoding="utf-8")
    by_hand = Models(load(path), 3).plain.tables
    drawn = models.of(5).tables
    for name, value in drawn._asdict().items():
        if name != "entry_weeks":
            np.testing.assert_array_equal(value, getattr(by_hand, name), err_msg=name)


def test_workers_engines_and_extending_change_nothing(tmp_path: Path) -> None:
    loaded = uncertain(tmp_path)
    kept = tmp_path / "once"
    whole = run(loaded, replications=13, folder=kept, execution=Execution(workers=2))
    for workers, engine in ((1, KERNEL), (3, KERNEL), (1, REFERENCE)):
        how = Execution(workers=workers, engine=engine)
        assert same(run(loaded, replications=13, execution=how).tallies, whole.tallies)
    later = tmp_path / "later"
    run(loaded, replications=4, folder=later, execution=Execution(workers=1))
    run(loaded, replications=13, folder=later, execution=Execution(workers=2))
    assert files_in(later) == files_in(kept)
    again = read(folder_of(loaded, kept, 1))
    assert same(again.tallies, whole.tallies)
    assert again.header == whole.header


def test_a_replication_can_be_replayed_alone(tmp_path: Path) -> None:
    loaded = uncertain(tmp_path)
    run(loaded, replications=6, folder=tmp_path / "kept", events=True)
    log = read_events(folder_of(loaded, tmp_path / "kept", 1))
    block = run_block(Models(loaded, 1).of(4), 1, 4, 1, events=True)
    assert block.events is not None
    own = log[log["replication"] == 4]
    np.testing.assert_array_equal(own["minute"], block.events[:, 1])


def test_options_of_one_base_share_their_draws(tmp_path: Path) -> None:
    base = uncertain(tmp_path)
    path = tmp_path / "option.yaml"
    path.write_text(
        "title: More staff\nextends: small.yaml\nstaff: {therapists: {wte: 0.9}}\n"
        f"uncertain: {{{RATE}: {{shape: triangular}}, staff.therapists.hours: "
        "{between: [-10 %, +10 %]}}\n",
        encoding="utf-8",
    )
    option = load(path)
    assert base.drawing is not None
    assert option.drawing is not None
    for draw in range(20):
        one = dict(zip(base.drawing.inputs, base.drawing.values(1, draw), strict=True))
        other = dict(zip(option.drawing.inputs, option.drawing.values(1, draw), strict=True))
        own = {key.path: value for key, value in one.items()}
        for key, value in other.items():
            if key.path == RATE:
                u = (own[RATE] - 4) / 5
                assert value == pytest.approx(key.at(u), rel=1e-8)
            elif key.path in own:
                assert value == own[key.path]


COSTLY = """
uncertain:
  staff.therapists.wte: {between: [0.5, 0.9], shape: uniform}
  staff.therapists.cost: {between: [£30 an hour, £50 an hour], shape: uniform}
  pathways.speech.steps.assessment.extra_slot_price: {between: [£70, £120], shape: uniform}
"""


def test_money_follows_the_drawn_values(tmp_path: Path) -> None:
    loaded = uncertain(tmp_path, COSTLY)
    results = run(loaded, replications=4)
    wte, hourly, price = drawn_values(results).T
    cost = measure("staff_cost").formula(results).values[:, 0]
    weeks = results.header.days / 7
    np.testing.assert_allclose(cost, wte * hourly * 10 * weeks, rtol=2e-3)
    slots = measure("extra_slots").formula(results).values[:, 0, 1:].sum(axis=1)
    paid = measure("extra_slot_cost").formula(results).values[:, 0]
    np.testing.assert_allclose(paid, slots * price)
    assert len({*cost, *paid}) == 8


def test_what_is_asked_of_staff_follows_the_drawn_values(tmp_path: Path) -> None:
    minutes = "pathways.speech.steps.assessment.staff.therapists"
    said = f"uncertain: {{{minutes}: {{between: [50 min, 80 min]}}}}"
    results = run(uncertain(tmp_path, said), replications=3)
    asked = measure("minutes_asked").formula(results).values
    for i in range(3):
        alone = measure("minutes_asked").formula(by_hand(tmp_path, results, i)).values
        np.testing.assert_allclose(asked[i], alone[i])


def by_hand(folder: Path, results: Results, replication: int) -> Results:
    """A run of the scenario that says itself what was drawn for a replication."""
    text = TEXT.format(wte=0.7, slots=1)
    written = inputs_frame(results).set_index("replication")["written"]
    text = text.replace("therapists: 60 min", f"therapists: {written[replication]}")
    path = folder / "by_hand.yaml"
    path.write_text(text, encoding="utf-8")
    return run(load(path), replications=3)


def test_what_was_drawn_is_kept_for_readers_without_waitsim(tmp_path: Path) -> None:
    loaded = uncertain(tmp_path)
    results = run(loaded, replications=3, folder=tmp_path / "kept")
    kept = pd.read_parquet(folder_of(loaded, tmp_path / "kept", 1) / "inputs.parquet")
    assert list(kept.columns) == ["replication", "draw", "input", "value", "unit", "written"]
    frame = inputs_frame(results)
    pd.testing.assert_frame_equal(kept.astype(frame.dtypes), frame)
    assert loaded.drawing is not None
    assert tuple(frame[frame["replication"] == 2]["value"]) == loaded.drawing.values(1, 2)
    assert frame["written"][0] == f"{float(frame['value'][0])!r} a week"


def test_runs_are_read_back_with_what_replications_have_of_their_own(tmp_path: Path) -> None:
    loaded = uncertain(tmp_path, COSTLY)
    results = run(loaded, replications=12, folder=tmp_path)
    run(loaded, replications=5, folder=tmp_path)
    again = read(folder_of(loaded, tmp_path, 1))
    assert again.own == results.own
    assert len(again.own) == 12
    (folder_of(loaded, tmp_path, 1) / "own.parquet").unlink()
    with pytest.raises(ScenarioError, match="does not say what was drawn"):
        read(folder_of(loaded, tmp_path, 1))
    run(loaded, replications=5, folder=tmp_path)
    assert read(folder_of(loaded, tmp_path, 1)).own == results.own


def test_a_draw_by_which_replications_could_not_be_told_together_is_refused(
    tmp_path: Path,
) -> None:
    models = Models(uncertain(tmp_path), 1)
    models.of(0)
    models.plain = dataclasses.replace(models.plain, clock_limit=(1,))
    with pytest.raises(ScenarioError, match="the run has other clock limit") as caught:
        models.of(0)
    (problem,) = caught.value.problems
    assert problem.line == line_of(RATE, (tmp_path / "small.yaml").read_text(encoding="utf-8"))


def test_opening_lists_of_any_drawn_length_fit_in_one_run(tmp_path: Path) -> None:
    path = "pathways.speech.opening.assessment.waiting.4-26 weeks"
    loaded = uncertain(tmp_path, f"uncertain: {{{path}: {{between: [0, 60], shape: uniform}}}}")
    results = run(loaded, replications=8)
    waiting = drawn_values(results)[:, 0]
    assert waiting.min() < 20 < waiting.max()
    at_start = measure("list_size").formula(results).values[:, 0, 0]
    np.testing.assert_array_equal(at_start, waiting + 12)
