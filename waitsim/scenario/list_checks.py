"""What lists of referrals may say of a scenario: names that meet, days that fit the run."""

import datetime
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Final

from waitsim.errors import Problem
from waitsim.records import MINUTES_PER_DAY, MINUTES_PER_YEAR
from waitsim.rules.questions import MOST_ON_A_DAY
from waitsim.scenario.beside import ListFile
from waitsim.scenario.csv_rows import MOST_PROBLEMS
from waitsim.scenario.figures import shown
from waitsim.scenario.forms import below
from waitsim.scenario.list_files import DATES, OPENING
from waitsim.scenario.opening_checks import opening_faults
from waitsim.scenario.referral_list import Entry
from waitsim.scenario.schema import Scenario
from waitsim.scenario.suggest import suggestion
from waitsim.scenario.tree import Tree

Told = tuple[int, str, str]
"""Line of a file, its column, and what is wrong with its mend."""

_OLDEST: Final = 120
_MOST_DATES: Final = 6


def name_problems(files: Sequence[ListFile], tree: dict[str, Tree]) -> list[Problem]:
    """Columns and names in lists that the scenario does not have.

    Args:
        tree: the scenario, which may be faulty elsewhere.
    """
    return _problems(files, lambda file: _unknown_names(file, tree))


def list_problems(files: Sequence[ListFile], scenario: Scenario) -> list[Problem]:
    """Rows that cannot be meant.

    Args:
        scenario: what holds on the first day, without fault.
    """
    return _problems(files, lambda file: _senseless(file, scenario))


def list_warnings(
    files: Sequence[ListFile], epochs: Sequence[tuple[int, Scenario]]
) -> list[Problem]:
    """What is sound in lists, but may not be meant.

    Args:
        epochs: first day of each stretch without dated changes, and what holds in it.
    """
    return _problems(files, lambda file: _left_out(file, epochs))


def days_in_force(
    epochs: Sequence[tuple[int, Scenario]], pathway: str, file: ListFile
) -> Collection[int]:
    """Days of the run on which a pathway's referrals are those of a file."""
    stops = [*(day for day, _ in epochs[1:]), epochs[0][1].days]
    return {
        day
        for (first, scenario), stop in zip(epochs, stops, strict=True)
        if scenario.pathways[pathway].referrals.dates == file.said
        for day in range(first, stop)
    }


def _problems(
    files: Sequence[ListFile], look: Callable[[ListFile], Iterator[Told]]
) -> list[Problem]:
    return [
        Problem(file.rows.name, line, column, message)
        for file in files
        for (line, column, message), _ in zip(look(file), range(MOST_PROBLEMS), strict=False)
    ]


def _names(tree: Tree, *path: str) -> list[str]:
    """Names of what stands below a path of a tree."""
    for part in path:
        tree = below(tree, part)
    return list(tree) if isinstance(tree, dict) else []


def _unknown_names(file: ListFile, tree: dict[str, Tree]) -> Iterator[Told]:
    groups = {name: _names(tree, "groups", name) for name in _names(tree, "groups")}
    for column in file.rows.columns:
        if column in groups and column in file.columns.all:
            message = 'is a column of every such list, and a group of "groups:" too. Rename that.'
            yield 1, column, message
        elif column and column not in groups and column not in file.columns.all:
            hint = suggestion(column, [*file.columns.all, *groups])
            mend = hint or ' Remove it, or add the group under "groups:".'
            yield 1, column, f'unknown column "{shown(column)}".{mend}'
    pathways = _names(tree, "pathways")
    for entry in file.said.entries:
        for own in [entry.pathway] if file.columns is OPENING else file.pathways:
            if own not in pathways:
                message = f'unknown pathway "{shown(own)}".{suggestion(own, pathways)}'
                yield entry.line, "pathway", message
                continue
            steps = _names(tree, "pathways", own, "steps")
            if entry.step and entry.step not in steps:
                hint = suggestion(entry.step, steps) or f' Name a step of "{own}".'
                yield entry.line, "step", f'unknown step "{shown(entry.step)}".{hint}'
            classes = _names(tree, "pathways", own, "priorities") or ["routine"]
            if entry.priority and entry.priority not in classes:
                hint = suggestion(entry.priority, classes)
                message = f'unknown priority "{shown(entry.priority)}".{hint}'
                yield entry.line, "priority", message
        for attribute, category in entry.groups:
            if attribute in groups and category not in groups[attribute]:
                hint = suggestion(category, groups[attribute])
                message = f'"{shown(category)}" is no category of "{attribute}".{hint}'
                yield entry.line, attribute, message


def _senseless(file: ListFile, scenario: Scenario) -> Iterator[Told]:
    column = file.columns.needed[-1]
    for entry in file.said.entries:
        if entry.birth_date is not None and entry.birth_date > entry.referred:
            message = f"{entry.birth_date} is after the referral, {entry.referred}. Correct one."
            yield entry.line, "birth_date", message
        elif entry.birth_date is not None and _years(entry.birth_date, entry.referred) > _OLDEST:
            message = f"{entry.birth_date} is over {_OLDEST} years before the referral. Correct it."
            yield entry.line, "birth_date", message
    if file.columns is DATES:
        on_day = Counter(entry.referred for entry in file.said.entries)
        for entry in file.said.entries:
            if on_day.pop(entry.referred, 0) > MOST_ON_A_DAY:
                message = f"over {MOST_ON_A_DAY:,} referrals are on {entry.referred}. Scale the"
                yield entry.line, column, f"{message} scenario down, for instance to a tenth."
    else:
        yield from opening_faults(file.said.entries, scenario)


def _years(birth: datetime.date, day: datetime.date) -> float:
    return (day - birth).days * MINUTES_PER_DAY / MINUTES_PER_YEAR


def _left_out(file: ListFile, epochs: Sequence[tuple[int, Scenario]]) -> Iterator[Told]:
    if file.columns is not DATES:
        return
    run = epochs[0][1]
    last = run.end - datetime.timedelta(days=1)
    entries = file.said.entries
    outside = [one for one in entries if not run.start <= one.referred <= last]
    if outside:
        yield _of_dates(outside, f"outside the run, which is from {run.start} to {last}")
    for pathway in file.pathways:
        on = days_in_force(epochs, pathway, file)
        inside = [one for one in entries if run.start <= one.referred <= last]
        idle = [one for one in inside if (one.referred - run.start).days not in on]
        if idle:
            yield _of_dates(idle, f"on days on which {pathway} does not go by this file")
        age = run.pathways[pathway].leaves_at_age
        grown = [
            one for one in inside if age and one.birth_date and age <= _age_at(one, one.referred)
        ]
        if grown:
            message = (
                f"{_counted(grown)} of children who had reached {pathway}'s leaving age, {age}"
            )
            lines = ", ".join(str(one.line) for one in grown[:_MOST_DATES])
            yield (
                grown[0].line,
                "birth_date",
                f"{message}, and leave the first list. Lines {lines}.",
            )


def _age_at(entry: Entry, day: datetime.date) -> float:
    assert entry.birth_date is not None
    return _years(entry.birth_date, day)


def _counted(entries: Sequence[Entry]) -> str:
    return "1 referral is" if len(entries) == 1 else f"{len(entries):,} referrals are"


def _of_dates(entries: Sequence[Entry], where: str) -> Told:
    """How many rows are left out, and of which dates."""
    dates = [str(day) for day in sorted({entry.referred for entry in entries})]
    said = ", ".join(dates)
    if len(dates) > _MOST_DATES:
        said = f"{len(dates)} dates from {dates[0]} to {dates[-1]}"
    message = f"{_counted(entries)} {where}, and left out: {said}."
    return entries[0].line, "date", message
