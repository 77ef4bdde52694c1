"""Scenario files read for a command, with the problems of all of them told at once."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from waitsim.errors import Problem, ScenarioError
from waitsim.scenario.bundled import find
from waitsim.scenario.load import Loaded, load


def read_scenarios(paths: Sequence[Path], sets: Sequence[str], err: Console) -> list[Loaded]:
    """All scenarios; a bundled one stands in for a file that is not there.

    Args:
        sets: values that replace those of every file, such as ``staff.nurses.wte=12``.
        err: told where a bundled one stands in.
    Raises:
        ScenarioError: with the problems of all of them.
    """
    loaded: list[Loaded] = []
    problems: list[Problem] = []
    for path in paths:
        found = find(path)
        if found != path:
            err.print(f"{path} is not here; using the one that comes with waitsim.")
        try:
            loaded.append(load(found, sets))
        except ScenarioError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    if problems:
        raise ScenarioError(problems)
    return loaded


def check_pairs(everything: Sequence[Loaded]) -> None:
    """Refuses options that cannot be set beside the first scenario.

    Raises:
        ScenarioError: with what is in the way.
    """
    base, problems = everything[0], []
    wanted = _standards(base)
    for option in everything[1:]:
        name = str(option.path)
        for what in ("start", "horizon"):
            mine, given = getattr(base.scenario, what), getattr(option.scenario, what)
            if mine != given:
                message = f"differs from that of {base.path}. Runs to compare need the same days."
                problems.append(Problem(name, 0, what, message))
        missing = sorted(wanted - _standards(option))
        problems += [
            Problem(name, 0, f"pathways.{standard}", f"is missing, and {base.path} has it. Add it.")
            for standard in missing
        ]
    if problems:
        raise ScenarioError(problems)


def names_of(everything: Sequence[Loaded]) -> list[str]:
    """Titles of the scenarios, with the file's name where a title is used twice.

    A beginning that all options share up to a comma, such as the name of the area, is left out.
    """
    titles = [loaded.scenario.title for loaded in everything]
    titles[1:] = without_shared_beginning(titles[1:])
    return [
        title if titles.count(title) == 1 else f"{title} ({loaded.path.stem})"
        for title, loaded in zip(titles, everything, strict=True)
    ]


def without_shared_beginning(titles: Sequence[str]) -> list[str]:
    """Titles without the words up to a comma with which each of them, of two or more, begins."""
    begin = titles[0].partition(", ")[0] + ", "
    if len(titles) < 2 or not all(title.startswith(begin) for title in titles):
        return list(titles)
    rest = [title.removeprefix(begin) for title in titles]
    return [text[:1].upper() + text[1:] for text in rest]


def _standards(loaded: Loaded) -> set[str]:
    pathways = loaded.scenario.pathways.items()
    return {f"{key}.standards.{name}" for key, part in pathways for name in part.standards}
