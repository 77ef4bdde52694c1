"""Scenarios that differ from one in a few values; its files are read once for all of them."""

import pathlib
from collections.abc import Sequence
from typing import Any

from waitsim.scenario.beside import lists_by_name, named_in
from waitsim.scenario.load import Lists, Loaded, laid_out, read_lists, read_resolved
from waitsim.scenario.reading import Reader
from waitsim.scenario.resolved import Resolved
from waitsim.scenario.settings import Setting, with_settings


class Family:
    """A scenario and its variants, each checked as if it had been written out.

    What a variant shares with the scenario is read and checked once. Variants may be read on
    several threads at once, and a family may be sent to another process.

    Args:
        path: of the scenario's file.
    Raises:
        ScenarioError: with every problem of the scenario itself.
    """

    def __init__(self, path: pathlib.Path) -> None:
        self.path = path
        self.resolved = laid_out(path)
        lists = read_lists(self.resolved)
        self._files, self._unread = lists.files, lists.unread
        self._named = _files_named(self.resolved)
        self.base: Loaded = read_resolved(path, self.resolved, lists)
        self._reader: Reader | None = self._learned()

    def variant(self, settings: Sequence[Setting]) -> Loaded:
        """The scenario with some values replaced.

        Raises:
            ScenarioError: with every problem found.
        """
        resolved = self.variant_tree(settings)
        if _files_named(resolved) != self._named:
            return read_resolved(self.path, resolved)
        # A reader of its own, for it remembers the last scenario that it read.
        reader = (self._reader or self._learned()).branch()
        return read_resolved(self.path, resolved, Lists(self._files, self._unread, reader))

    def variant_tree(self, settings: Sequence[Setting]) -> Resolved:
        """The tree with some values replaced, with what is wrong with the settings."""
        return with_settings(self.resolved, settings, self.path.parent)

    def _learned(self) -> Reader:
        """A reader that has read the scenario, so that it reads only what is new in others."""
        reader = Reader(lists_by_name(self._files))
        reader.read(
            {key: x for key, x in self.resolved.tree.items() if key not in ("changes", "note")}
        )
        self._reader = reader
        return reader

    def __getstate__(self) -> dict[str, Any]:
        """What is sent to another process, where the reader learns again when it is needed."""
        return {**vars(self), "_reader": None}


def _files_named(resolved: Resolved) -> tuple[tuple[object, ...], ...]:
    return tuple((path, name) for path, name, _ in named_in(resolved.tree))
