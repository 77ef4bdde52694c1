"""Runs kept in a folder of results with all their tallies, found by what they are runs of."""

import dataclasses
import re
from pathlib import Path
from typing import Final

from waitsim.errors import ScenarioError
from waitsim.experiments.sweep_values import values_of
from waitsim.records import SEMANTICS_VERSION
from waitsim.results.blocks import DamagedError, Span, read_block, spans
from waitsim.results.drawn import read_own
from waitsim.results.header import Header
from waitsim.results.results import Results
from waitsim.results.store import manifest_of
from waitsim.results.values import Values

_NAME: Final = re.compile(r".*-([0-9a-f]{12})-seed([0-9]+)")


class EarlierRuns:
    """The runs of one seed in a folder of results.

    Args:
        root: the folder of results.
    """

    def __init__(self, root: Path, seed: int) -> None:
        self._seed = seed
        self._folders: dict[str, Path] = {}
        for folder in sorted(root.iterdir()) if root.is_dir() else ():
            name = _NAME.fullmatch(folder.name)
            if name and int(name[2]) == seed and not folder.name.startswith("sweep-"):
                self._folders[name[1]] = folder

    def values(self, identity: str, block: Span) -> Values | None:
        """The values of a block's replications, as far as a run kept them; None if none did."""
        folder = self._folders.get(identity[:12])
        header = self._header(folder, identity) if folder else None
        if folder is None or header is None:
            return None
        own = [span for span in spans(header.replications) if span.first == block.first]
        try:
            tallies = read_block(folder, header, own[0])[0] if own else None
            drawn = read_own(folder, header)
        except (DamagedError, OSError):
            return None
        if tallies is None:
            return None
        part = dataclasses.replace(header, replications=own[0].count)
        theirs = drawn[block.first : block.first + part.replications]
        return values_of(Results(part, tallies, theirs)).first(block.count)

    def _header(self, folder: Path, identity: str) -> Header | None:
        try:
            header = manifest_of(folder)
        except ScenarioError:
            return None
        wanted = (identity, self._seed, SEMANTICS_VERSION)
        return header if (header.identity, header.seed, header.semantics) == wanted else None
