"""Searches, from a question to the answer in words and the path to it."""

import time
from dataclasses import dataclass
from pathlib import Path

from waitsim.analysis.searching import Aim
from waitsim.engine.run import available_engine, is_ready
from waitsim.experiments.replicate import Execution
from waitsim.experiments.seek import Answer, seek
from waitsim.experiments.seek_question import Question
from waitsim.experiments.seek_runs import Runs
from waitsim.experiments.seek_words import Words, question_of
from waitsim.present.running import COMPILING, Screen, show_time
from waitsim.present.seek_tables import path_table
from waitsim.present.seek_wording import answer_said
from waitsim.present.terminal import print_table, print_warnings, progress_bar


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


def seek_and_show(words: Words, manner: Manner, screen: Screen) -> None:
    """Finds the answer to a question and shows it.

    Raises:
        ScenarioError: if the question cannot be asked.
    """
    began = time.monotonic()
    question = question_of(words)
    print_warnings(screen.err, question.loaded.warnings)
    answer = _sought(question, manner, screen)
    for line in answer_said(answer):
        screen.out.print(line, soft_wrap=True)
    screen.out.print()
    print_table(screen.out, path_table(answer))
    show_time(screen.err, began)


def _sought(question: Question, manner: Manner, screen: Screen) -> Answer:
    engine = manner.engine or available_engine()
    if not is_ready(engine):
        screen.err.print(COMPILING)
    aim = Aim(question.chance, manner.error, manner.at_most, max(20, manner.at_most * 3 // 10))
    runs = Runs(question, manner.seed, Execution(manner.workers, engine))
    with progress_bar(screen.err, f"Seeking in {_stem(question)}") as bar:
        task = bar.task_ids[0]
        runs.tell = lambda done: bar.update(task, completed=done)
        try:
            return seek(runs, aim)
        finally:
            runs.close()


def _stem(question: Question) -> str:
    return Path(question.loaded.path).stem
