"""Runs kept in folders: written block by block, found again, extended, and read.

A folder holds ``manifest.json``, which says what the run was, ``scenario.json``, the scenario as
it was run, and under ``tallies`` a Parquet file for each table and block of replications, with
``checksums`` of each block. Where numbers are drawn, ``inputs.parquet`` says which, and
``own.parquet`` what follows for prices and needs. The files are the truth: a block counts as done
when all of its files are there and as they were written.
"""

import contextlib
import dataclasses
import errno
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from waitsim.errors import Problem, ScenarioError
from waitsim.records import EventArray, Tallies
from waitsim.results.blocks import (
    DamagedError,
    Span,
    read_block,
    read_block_events,
    remove_block,
    spans,
    write_block,
)
from waitsim.results.drawn import INPUTS, OWN, inputs_bytes, own_bytes, read_own
from waitsim.results.durable import remove_empty_folders, remove_stale_parts, write_whole
from waitsim.results.header import Header, from_json, to_json
from waitsim.results.own import Own
from waitsim.results.packed import Packed, join_packed
from waitsim.results.results import Results

if TYPE_CHECKING:
    import pandas as pd

MANIFEST: Final = "manifest.json"
SCENARIO: Final = "scenario.json"


class DamagedResultsWarning(UserWarning):
    """A stored block could not be trusted and is made anew."""


def run_folder(root: Path, stem: str, identity: str, seed: int, per_draw: int = 1) -> Path:
    """The folder of a run inside a folder of results.

    Args:
        per_draw: replications that share each draw of the inputs.
    """
    shared = f"-by{per_draw}" if per_draw > 1 else ""
    return root / f"{stem}-{identity[:12]}-seed{seed}{shared}"


def read(folder: Path) -> Results:
    """The results kept in a folder.

    Raises:
        ScenarioError: if there are none, or a file is missing or damaged.
    """
    header = manifest_of(folder)
    blocks = []
    for span in spans(header.replications):
        try:
            blocks.append(read_block(folder, header, span)[0])
        except (DamagedError, OSError) as error:
            what = _said(error) if isinstance(error, OSError) else str(error)
            mend = "Run the scenario again: what is sound is kept and the rest is made anew."
            raise _problem(folder, f"{what}. {mend}") from error
    try:
        own = read_own(folder, header)
    except (DamagedError, OSError) as error:
        message = "does not say what was drawn. Run the scenario again to write it anew."
        raise _problem(folder, message) from error
    return Results(header, join_packed(blocks), own)


def read_events(folder: Path) -> "pd.DataFrame":
    """The event log kept in a folder, as a frame.

    Raises:
        ScenarioError: if the run kept none, or a file is missing or damaged.
    """
    from pyarrow import concat_tables  # noqa: PLC0415 (slow to load)

    header = manifest_of(folder)
    try:
        parts = [read_block_events(folder, span) for span in spans(header.replications)]
    except (DamagedError, OSError) as error:
        message = "has no sound event log. Run the scenario again with events."
        raise _problem(folder, message) from error
    log: pd.DataFrame = concat_tables(parts).unify_dictionaries().to_pandas()
    return log


@dataclasses.dataclass(frozen=True)
class Store:
    """Where one run is kept.

    Args:
        folder: of this run.
        header: of the run that is asked for.
        events: whether its events are kept too.
    """

    folder: Path
    header: Header
    events: bool = False

    def spans(self) -> tuple[Span, ...]:
        """The blocks that make up the run asked for; the last may reach beyond it.

        It does where more replications were kept before, which are never thrown away.
        """
        asked = self.header.replications
        return tuple(span for span in spans(self.kept()) if span.first < asked)

    def own(self) -> tuple[Own, ...]:
        """What replications that were kept before have of their own; none if that is not there."""
        if not self.header.inputs:
            return ()
        try:
            before = manifest_of(self.folder)
            same = _what_decides(before) == _what_decides(self.header)
            return read_own(self.folder, before) if same else ()
        except (ScenarioError, DamagedError, OSError):
            return ()

    def check_writable(self) -> None:
        """Finds out whether results can be kept, before any are made.

        Raises:
            ScenarioError: if they cannot.
        """
        probe = self.folder / ".probe"
        with guarding(self.folder):
            write_whole(probe, b"")
            probe.unlink()
            remove_empty_folders(self.folder)

    def load(self, span: Span) -> Packed | None:
        """A block that was kept before; None if there is none that is sound.

        Warns:
            DamagedResultsWarning: if there is one that is not.
        Raises:
            ScenarioError: if the folder cannot be used.
        """
        try:
            tallies, current = read_block(self.folder, self.header, span, events=self.events)
        except FileNotFoundError:
            return None
        except DamagedError as error:
            warnings.warn(f"{error}; it is made anew.", DamagedResultsWarning, stacklevel=2)
            return None
        except OSError as error:
            raise _unusable(self.folder, error) from error
        if not current and self.events:
            return None
        if not current:
            with guarding(self.folder):
                write_block(self.folder, self.header, span, tallies)
        return tallies

    def save(self, span: Span, tallies: Tallies | Packed, events: EventArray | None = None) -> None:
        """Keeps a block.

        Raises:
            ScenarioError: if it cannot be written; nothing half-written is left.
        """
        with guarding(self.folder):
            write_block(self.folder, self.header, span, tallies, events)
            for count in range(1, span.count):
                remove_block(self.folder, Span(span.first, count))

    def finish(self, scenario_text: str | None = None, own: Sequence[Own] = ()) -> None:
        """Writes what the run was, once its blocks are kept.

        Args:
            scenario_text: the scenario as it was run, resolved.
            own: what each of the replications that are kept has of its own.
        Raises:
            ScenarioError: if it cannot be written.
        """
        header = dataclasses.replace(self.header, replications=self.kept())
        with guarding(self.folder):
            if header.inputs:
                write_whole(self.folder / INPUTS, inputs_bytes(header))
                write_whole(self.folder / OWN, own_bytes(header, own))
            if scenario_text is not None:
                write_whole(self.folder / SCENARIO, scenario_text.encode())
            write_whole(self.folder / MANIFEST, f"{to_json(header)}\n".encode())
            remove_stale_parts(self.folder)

    def kept(self) -> int:
        """Replications asked for, or that were kept before if those are more."""
        asked = self.header
        try:
            before = manifest_of(self.folder)
        except ScenarioError:
            return asked.replications
        same = _what_decides(before) == _what_decides(asked)
        return max(before.replications, asked.replications) if same else asked.replications


def _what_decides(header: Header) -> tuple[str, int, int, int]:
    """All that the numbers of a replication follow from, but its own number."""
    return header.identity, header.semantics, header.seed, header.replications_per_draw


@contextlib.contextmanager
def guarding(folder: Path) -> Iterator[None]:
    """Tells a disk's refusal as a problem with a mend, and leaves no empty folders behind."""
    try:
        yield
    except OSError as error:
        with contextlib.suppress(OSError):
            remove_empty_folders(folder)
        raise _unusable(folder, error) from error


def manifest_of(folder: Path) -> Header:
    """What the run kept in a folder was.

    Raises:
        ScenarioError: if the folder holds none, or that cannot be read.
    """
    path = folder / MANIFEST
    try:
        return from_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        message = "holds no finished run. Run a scenario, or name the folder of a run."
        raise _problem(folder, message) from error
    except OSError as error:
        raise _problem(path, f"cannot be read: {_said(error)}.") from error
    except ValueError as error:
        message = f"cannot be read: {error}. Run the scenario again to write it anew."
        raise _problem(path, message) from error


def _unusable(folder: Path, error: OSError) -> ScenarioError:
    mend = {
        errno.ENOSPC: "Free some space, or choose a folder on another disk.",
        errno.EDQUOT: "Free some space, or choose a folder on another disk.",
    }.get(error.errno or 0, "Choose a folder that you may write to.")
    return _problem(folder, f"results cannot be kept here: {_said(error)}. {mend}")


def _said(error: OSError) -> str:
    said = (error.strerror or str(error)).rstrip(".")
    return f"{error.filename}: {said}" if error.filename else said


def _problem(place: Path, message: str) -> ScenarioError:
    return ScenarioError([Problem(str(place), 0, "", message)])
