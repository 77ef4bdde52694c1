"""What is kept of a run or a sweep, as CSV files that Excel opens as they are meant."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from waitsim.errors import Problem, ScenarioError
from waitsim.experiments.figures import as_frame
from waitsim.experiments.resting import influences_frame, splits_frame
from waitsim.experiments.summary import headline, series
from waitsim.results.drawn import inputs_frame
from waitsim.results.durable import write_whole
from waitsim.results.measures import MEASURES
from waitsim.results.store import guarding, read
from waitsim.results.stored import SWEEP, Entry
from waitsim.scenario.suggest import suggestion

if TYPE_CHECKING:
    import pandas as pd


def export(one: Entry, folder: Path, measures: Sequence[str] = ()) -> list[Path]:
    """Writes a run's headline and measures, or a sweep's cases; gives the paths of the files.

    Of a run with drawn numbers, what was drawn and what the answer rests on as well.

    Args:
        folder: to write them into, one below it for each run or sweep.
        measures: names of measures of a run.
    Raises:
        ScenarioError: if there is nothing sound to export, or no such measure.
    """
    frames = _sweep_frames(one) if one.kind == SWEEP else _run_frames(one, measures)
    paths = []
    with guarding(folder):
        for name, frame in frames:
            path = folder / one.name / f"{name}.csv"
            # The mark at the beginning tells Excel that letters such as £ are in UTF-8.
            text = frame.to_csv(index=False, lineterminator="\r\n")
            write_whole(path, text.encode("utf-8-sig"))
            paths.append(path)
    return paths


def _run_frames(one: Entry, measures: Sequence[str]) -> "list[tuple[str, pd.DataFrame]]":
    known = [entry.name for entry in MEASURES]
    problems = [
        Problem("--measure", 0, "", f'there is no measure "{name}".{suggestion(name, known)}')
        for name in measures
        if name not in known
    ]
    if problems:
        raise ScenarioError(problems)
    results = read(one.folder)
    alone = results.independent()
    frames = [("headline", as_frame(headline(alone)))]
    frames += [(name, series(alone, name)) for name in measures]
    if results.header.inputs:
        frames += [("inputs", inputs_frame(results)), ("influences", influences_frame(results))]
    if results.header.replications_per_draw > 1:
        frames.append(("splits", splits_frame(results)))
    return frames


def _sweep_frames(one: Entry) -> "list[tuple[str, pd.DataFrame]]":
    import pandas as pd  # noqa: PLC0415 (slow to load)

    path = one.folder / "cases.parquet"
    try:
        return [("cases", pd.read_parquet(path))]
    except (OSError, ValueError) as error:
        message = "cannot be read. Run the sweep again: what is sound is kept."
        raise ScenarioError([Problem(str(path), 0, "", message)]) from error
