"""Every case of a sweep is run once, kept, and found again; its table has the same bytes."""

import json
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sweep_files import GRID, QUICK, digests, run, sweep_file

import waitsim
from waitsim.errors import ScenarioError
from waitsim.experiments.compare import compare
from waitsim.experiments.figures import figure
from waitsim.experiments.headline import HEADLINES, total_cost
from waitsim.experiments.replicate import Execution
from waitsim.experiments.replicate import run as replicate
from waitsim.experiments.sweep_file import read_sweep
from waitsim.experiments.sweep_jobs import Job, Work, run_job, run_jobs
from waitsim.experiments.sweep_values import values_of
from waitsim.results.blocks import Span
from waitsim.results.store import DamagedResultsWarning
from waitsim.scenario.load import load

REFERENCE = Execution(engine="reference")


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of a sweep run at once."""
    folder = tmp_path_factory.mktemp("clean")
    run(sweep_file(folder / "s"), folder / "results")
    return folder / "results"


def table(results: Path) -> pd.DataFrame:
    (path,) = results.glob("sweep-*/cases.parquet")
    return pd.read_parquet(path)


def test_each_case_is_the_run_of_its_scenario(clean: Path, tmp_path: Path) -> None:
    rows = table(clean)
    sweep_file(tmp_path)
    sets = ["staff.therapists.wte=+0.1", "pathways.speech.referrals.rate=5 a week"]
    results = replicate(load(tmp_path / "small.yaml", sets), replications=12, execution=REFERENCE)
    (row,) = rows[rows["case"] == 5].to_dict("records")
    assert row["staff.therapists.wte"] == pytest.approx(0.8)
    assert row["pathways.speech.referrals.rate"] == 5
    assert (row["standard"], row["replications"]) == ("speech.start", 12)
    for entry in HEADLINES:
        found = figure(entry.values(results)[:, 0])
        names = ("", "_low", "_high", "_band_low", "_band_high")
        own = [row[f"{entry.name}{end}"] for end in names]
        wanted = [found.mean, found.low, found.high, found.band_low, found.band_high]
        np.testing.assert_allclose(own, wanted, rtol=1e-12)
    assert row["cost"] == total_cost(results).mean()


def test_a_row_is_a_case_and_a_standard_in_both_files(clean: Path) -> None:
    rows = table(clean)
    assert rows["case"].tolist() == [1, 2, 3, 4, 5, 6]
    (path,) = clean.glob("sweep-*/cases.csv")
    again = pd.read_csv(path).drop(columns="error")
    words = {"standard": str}
    plain = rows.drop(columns="error")
    pd.testing.assert_frame_equal(again.astype(words), plain.astype(words), check_exact=True)
    said = json.loads(path.with_name("sweep.json").read_text(encoding="utf-8"))
    assert said["file"] == GRID
    assert said["inputs"][1] == {"path": "pathways.speech.referrals.rate", "unit": "a week"}
    assert len(set(said["cases"])) == 6


@pytest.mark.parametrize("changed", [{"workers": 3}, {"workers": 1}])
def test_the_number_of_workers_changes_no_byte(
    clean: Path, tmp_path: Path, changed: dict[str, int]
) -> None:
    run(sweep_file(tmp_path / "s"), tmp_path / "results", replace(QUICK, **changed))
    assert digests(tmp_path / "results") == digests(clean)


def test_values_do_not_depend_on_which_replications_are_run_together(tmp_path: Path) -> None:
    sweep_file(tmp_path)
    results = replicate(load(tmp_path / "small.yaml"), replications=9, execution=REFERENCE)
    whole = values_of(results)
    alone = values_of(results.first(4))
    assert whole.keys == alone.keys
    assert whole.array[:4].tobytes() == alone.array.tobytes()


def test_replications_are_added_and_the_old_ones_used_again(clean: Path, tmp_path: Path) -> None:
    results = tmp_path / "results"
    run(sweep_file(tmp_path / "s", GRID.replace("12", "7")), results)
    found = run(sweep_file(tmp_path / "s"), results)
    assert found.reused == 6 * 7
    assert digests(results) == digests(clean)
    before = digests(results)
    assert run(sweep_file(tmp_path / "s"), results).reused == 6 * 12
    assert digests(results) == before


def test_cases_of_another_sweep_are_used_again(tmp_path: Path) -> None:
    results = tmp_path / "results"
    text = "schema: 1\nscenario: small.yaml\nreplications: 12\nlist:\n"
    text += "  - {pathways.speech.referrals.rate: 5 a week}\n  - {staff.therapists.wte: 0.9}\n"
    run(sweep_file(tmp_path / "s", text, "other.yaml"), results)
    assert run(sweep_file(tmp_path / "s"), results).reused == 12


def test_a_run_of_its_own_is_used_again(tmp_path: Path) -> None:
    path, results = sweep_file(tmp_path / "s"), tmp_path / "results"
    loaded = load(path.parent / "small.yaml")
    replicate(loaded, replications=12, folder=results, execution=REFERENCE)
    found = run(path, results)
    assert found.reused == 12
    fresh = run(path, tmp_path / "fresh")
    assert digests(found.folder) == digests(fresh.folder)


def test_cases_that_are_the_same_are_run_once(tmp_path: Path) -> None:
    text = "schema: 1\nscenario: small.yaml\nreplications: 2\nlist:\n"
    text += "  - {staff.therapists.wte: 0.8}\n  - {staff.therapists.wte: +0.1}\n"
    found = run(sweep_file(tmp_path / "s", text), tmp_path / "results")
    one, other = found.columns["waiting_end"].values
    assert one == other
    assert len(list((tmp_path / "results" / "values").rglob("*.parquet"))) == 1


def test_a_case_that_cannot_be_run_is_a_row_with_its_error(tmp_path: Path) -> None:
    text = "schema: 1\nscenario: small.yaml\nreplications: 2\nlist:\n"
    text += "  - {pathways.speech.priorities.urgent: 30 %}\n  - {staff.therapists.wte: 0.8}\n"
    frame = waitsim.sweep(
        sweep_file(tmp_path / "s", text), results=tmp_path / "results", execution=QUICK
    )
    assert frame["case"].tolist() == [1, 2]
    assert "shares sum to 1.1" in frame["error"][0]
    assert np.isnan(frame["waiting_end"][0])
    assert frame["error"][1] == ""
    assert frame["waiting_end"][1] > 0


def test_a_job_that_breaks_is_told_of_and_is_no_crash(tmp_path: Path) -> None:
    read = read_sweep(sweep_file(tmp_path))
    job = Job(0, read.plan.cases[0], Span(0, 1), Span(0, 1))
    done = run_job(Work("broken", read.family, 1, "no such engine"), job)
    assert done.values is None
    assert done.error.startswith("ValueError: no engine")


def test_a_damaged_file_is_named_and_made_anew(clean: Path, tmp_path: Path) -> None:
    path, results = sweep_file(tmp_path / "s"), tmp_path / "results"
    run(path, results)
    spoilt = next((results / "values").rglob("*.parquet"))
    spoilt.write_bytes(spoilt.read_bytes()[:-20])
    with pytest.warns(DamagedResultsWarning, match=spoilt.name):
        run(path, results)
    aside = results / "damaged" / spoilt.relative_to(results)
    assert aside.is_file()
    aside.unlink()
    assert digests(results) == digests(clean)


def test_tallies_can_be_kept_and_are_those_of_a_run(tmp_path: Path) -> None:
    text = GRID.replace("grid:", "keep: tallies\ngrid:").replace("12", "3")
    path, results = sweep_file(tmp_path / "s", text), tmp_path / "results"
    run(path, results)
    folders = [folder for folder in results.iterdir() if folder.name.startswith("small-")]
    runs = [waitsim.read(folder) for folder in folders]
    assert len(runs) == 6
    assert len(compare(runs, labels=[folder.name for folder in folders])) > 0
    before = digests(results)
    assert run(path, results).reused == 6 * 3
    assert digests(results) == before
    alone = tmp_path / "alone"
    sets = ["staff.therapists.wte=0.6", "pathways.speech.referrals.rate=5 a week"]
    loaded = load(path.parent / "small.yaml", sets)
    replicate(loaded, replications=3, folder=alone, execution=REFERENCE)
    (folder,) = alone.iterdir()
    mine, other = digests(results / folder.name), digests(folder)
    assert {k: v for k, v in mine.items() if k != "scenario.json"} == {
        k: v for k, v in other.items() if k != "scenario.json"
    }


def test_progress_counts_every_replication_once(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    how = replace(QUICK, progress=lambda done, total: told.append((done, total)))
    path, results = sweep_file(tmp_path / "s", GRID.replace("12", "7")), tmp_path / "results"
    run(path, results, how)
    assert told[0] == (0, 42)
    assert told[-1] == (42, 42)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    told.clear()
    run(sweep_file(tmp_path / "s"), results, how)
    assert told[-1] == (72, 72)


def test_results_that_cannot_be_kept_are_told_before_anything_is_run(tmp_path: Path) -> None:
    (tmp_path / "results").write_text("a file", encoding="utf-8")
    with pytest.raises(ScenarioError, match="results cannot be kept here"):
        run(sweep_file(tmp_path / "s"), tmp_path / "results")


class _Losing(Executor):
    """Runs jobs at once, and loses its workers with every third."""

    def __init__(self) -> None:
        self.taken = 0

    def submit(self, work, *arguments, **named):
        self.taken += 1
        future: Future[object] = Future()
        if self.taken == 3:
            future.set_exception(BrokenProcessPool("lost"))
        else:
            future.set_result(work(*arguments, **named))
        return future


def test_jobs_of_lost_workers_are_given_to_others(tmp_path: Path) -> None:
    read = read_sweep(sweep_file(tmp_path))
    work = Work("lost", read.family, 1, "reference")
    jobs = [Job(i, case, Span(0, 1), Span(0, 1)) for i, case in enumerate(read.plan.cases)]
    found = [done.job.case for done in run_jobs(_Losing, work, jobs, 2)]
    assert sorted(found) == [0, 1, 2, 3, 4, 5]


def test_workers_that_are_lost_again_and_again_end_the_sweep(tmp_path: Path) -> None:
    read = read_sweep(sweep_file(tmp_path))
    work = Work("lost", read.family, 1, "reference")
    jobs = [Job(i, read.plan.cases[0], Span(0, 1), Span(0, 1)) for i in range(30)]
    with pytest.raises(ScenarioError, match="ended from outside"):
        list(run_jobs(_Losing, work, jobs, 2))
