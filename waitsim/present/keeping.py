"""What a folder of results holds, as it is shown; and what is done to it, told."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from waitsim.errors import Problem, ScenarioError
from waitsim.experiments import summary
from waitsim.experiments.export import export
from waitsim.present.running import Screen, show_paths
from waitsim.present.table import Column, Table, row
from waitsim.present.tables import headline_table
from waitsim.present.terminal import print_table
from waitsim.present.uncertainty import print_uncertainty
from waitsim.present.wording import counted
from waitsim.results import stored, tidying
from waitsim.results.store import read
from waitsim.results.values import FOLDER as VALUES

_MOST_SHOWN: Final = 20


def show_list(root: Path, screen: Screen) -> None:
    """Shows what a folder of results holds; damaged files are named and set aside.

    Raises:
        ScenarioError: if there is no such folder.
    """
    every = stored.entries(root)
    for one in every:
        _set_aside(root, one, screen)
    every = stored.entries(root)
    print_table(screen.out, _list_table(every))
    cases = [one for one in every if one.kind == stored.CASE]
    if cases:
        size = _size(sum(one.size for one in cases))
        said = counted(len(cases), "case of sweeps", "cases of sweeps")
        screen.out.print(f"Values of {said} besides, {size}.")


def show_one(root: Path, name: str, screen: Screen) -> None:
    """Shows a run's headline, or a sweep's table; damaged files are named and set aside.

    Raises:
        ScenarioError: if there is no such run or sweep, or it is not sound.
    """
    one = stored.entry(root, name)
    hurt = _set_aside(root, one, screen)
    if one.title:
        screen.out.print(one.title, style="bold")
    seed = "" if one.seed is None else f", seed {one.seed}"
    screen.out.print(f"{counted(one.replications, 'replication')}{seed}, {_size(one.size)}")
    screen.out.print()
    if one.kind == stored.RUN and not hurt:
        results = read(one.folder)
        print_table(screen.out, headline_table(summary.headline(results.independent())))
        if results.header.inputs:
            print_uncertainty(screen.out, results)
    show_paths(screen.out, [("Folder", one.folder)])


def clean(root: Path, names: Sequence[str], screen: Screen, *, dry: bool = False) -> None:
    """Removes runs and sweeps by name, or else what is left over; tells each file.

    Args:
        names: none for what is half-written or was set aside; ``values`` for those of all cases.
        dry: whether to tell only.
    Raises:
        ScenarioError: if there is no such run or sweep.
    """
    problems: list[Problem] = []
    chosen: list[stored.Entry] = []
    for name in names:
        if name == VALUES:
            chosen += [one for one in stored.entries(root) if one.kind == stored.CASE]
            continue
        try:
            chosen.append(stored.entry(root, name))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    paths = [path for one in chosen for path in tidying.written(one)]
    paths = paths if names else tidying.leftovers(root)
    gone = paths if dry else tidying.remove(root, paths)
    for path in gone:
        screen.out.print(f"{'Would remove' if dry else 'Removed'} {path}", soft_wrap=True)
    if not gone:
        screen.out.print("There is nothing to remove.")
    for one in chosen:
        others = [path for path in one.folder.rglob("*") if path.is_file() and path not in paths]
        for path in others:
            screen.out.print(f"Left {path}, which waitsim did not write.", soft_wrap=True)


def export_one(
    root: Path, name: str, folder: Path, measures: Sequence[str], screen: Screen
) -> None:
    """Writes a run or a sweep as CSV, and tells where.

    Raises:
        ScenarioError: if there is none of that name, or it is not sound.
    """
    one = stored.entry(root, name)
    _set_aside(root, one, screen)
    show_paths(screen.out, [("Written", path) for path in export(one, folder, measures)])


def merge(other: Path, into: Path, screen: Screen) -> None:
    """Takes over what another folder of results has, and tells what.

    Raises:
        ScenarioError: if there is no such folder, or one cannot be written.
    """
    found = tidying.merge(other, into)
    for fault in found.faults:
        screen.err.print(f"Not taken: {fault.path}: {fault.message}", soft_wrap=True)
    for path in found.taken[:_MOST_SHOWN]:
        screen.out.print(f"Took {path}", soft_wrap=True)
    if len(found.taken) > _MOST_SHOWN:
        screen.out.print(f"and {counted(len(found.taken) - _MOST_SHOWN, 'more file')}.")
    if not found.taken:
        screen.out.print(f"{into} has everything that {other} has.")


def _set_aside(root: Path, one: stored.Entry, screen: Screen) -> bool:
    """Names the damaged files of an entry and moves them away; tells whether there were any."""
    found = stored.faults(one)
    for fault in found:
        screen.err.print(f"Damaged: {fault.path}: {fault.message}.", soft_wrap=True)
    moved = tidying.set_aside(root, found)
    if moved:
        screen.err.print(
            f"Set aside in {root / stored.DAMAGED}: {counted(len(moved), 'file')}. Run it again: "
            "what is sound is kept and the rest is made anew."
        )
    return bool(found)


def _list_table(every: Sequence[stored.Entry]) -> Table:
    shown = [one for one in every if one.kind != stored.CASE]
    return Table(
        caption="Kept results",
        columns=(
            Column("Name"),
            Column("What", spare=2),
            Column("Title", spare=1),
            Column("Replications", number=True),
            Column("Seed", number=True, spare=3),
            Column("Size", number=True),
        ),
        rows=tuple(
            row(
                one.name,
                one.kind,
                one.title or "not finished",
                f"{one.replications:,}" if one.replications else "",
                "" if one.seed is None else f"{one.seed}",
                _size(one.size),
            )
            for one in shown
        ),
    )


def _size(size: int) -> str:
    for unit in ("bytes", "KB", "MB"):
        if size < 1000:
            return f"{size:,.0f} {unit}"
        size = round(size / 1000)
    return f"{size:,} GB"
