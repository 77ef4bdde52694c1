"""Searches, from a question to the answer in words and the path to it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from rich.console import Console

from waitsim.analysis.searching import Aim
from waitsim.engine.run import available_engine, is_ready
from waitsim.experiments.replicate import Execution
from waitsim.experiments.seek import seek
from waitsim.experiments.seek_earliest import seek_earliest
from waitsim.experiments.seek_question import Question
from waitsim.experiments.seek_runs import Runs
from waitsim.present.running import COMPILING, Screen, show_time
from waitsim.present.seek_tables import dates_table, path_table, ways_table
from waitsim.present.seek_wording import answer_said, earliest_said
from waitsim.present.terminal import print_table, print_warnings, progress_bar

_SEARCHED: Final = 0.3
"""Of the replications allowed in a test of the proof, those allowed in one of the search."""
_FEWEST: Final = 20


@dataclass(frozen=True)
class Manner:
    """How a search is carried out.

    Args:
        at_most: most replications of a candidate in one test.
        error: chance that the answer is wrong.
        workers: as many as there are cores if None.
        engine: the one available if None.
    """

    seed: int
    at_most: int
    error: float
    workers: int | None
    engine: str | None


def seek_and_show(question: Question, manner: Manner, screen: Screen) -> None:
    """Finds the answer to a question and shows it."""
    began = time.monotonic()
    print_warnings(screen.err, question.loaded.warnings)
    with _runs(question, manner, screen.err) as runs:
        if question.asked.earliest:
            early = seek_earliest(runs, _aim(question, manner))
            said, tables = earliest_said(early), [dates_table(early)]
        else:
            answer = seek(runs, _aim(question, manner))
            said, tables = answer_said(answer), [path_table(answer)]
            tables = [ways_table(answer), *tables] if answer.ways else tables
    for line in said:
        screen.out.print(line, soft_wrap=True)
    screen.out.print()
    for table in tables:
        print_table(screen.out, table)
    show_time(screen.err, began)


@contextmanager
def _runs(question: Question, manner: Manner, err: Console) -> Iterator[Runs]:
    """The replications of a search, with a bar while they are run."""
    engine = manner.engine or available_engine()
    if not is_ready(engine):
        err.print(COMPILING)
    runs = Runs(question, manner.seed, Execution(manner.workers, engine))
    with progress_bar(err, f"Seeking in {question.loaded.path.stem}") as bar:
        task = bar.task_ids[0]
        runs.tell = lambda done: bar.update(task, completed=done)
        try:
            yield runs
        finally:
            runs.close()


def _aim(question: Question, manner: Manner) -> Aim:
    most = manner.at_most
    return Aim(question.chance, manner.error, most, max(_FEWEST, round(_SEARCHED * most)))
