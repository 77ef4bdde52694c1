"""Blocks of replications as Parquet files, each with its provenance.

Which replications share a block depends on their numbers only, never on how a run was split up
among workers, so that the same run always makes the same files.
"""

import contextlib
import datetime
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from waitsim.records import EventArray, Tallies, empty_tallies
from waitsim.results.durable import write_whole
from waitsim.results.event_log import event_columns
from waitsim.results.header import Header
from waitsim.results.packed import Packed, pack_table
from waitsim.results.tables import TABLES, Column, columns, tables_of, tally

BLOCK: Final = 10
_ROW_GROUP: Final = 2**22
_DECIDES: Final = tuple(
    f"waitsim.{name}"
    for name in ("identity", "semantics", "seed", "replications", "replications_per_draw")
)
"""What a file says of itself that decides its numbers."""


class DamagedError(Exception):
    """A file of a block cannot be trusted; says which and why."""


@dataclass(frozen=True, order=True)
class Span:
    """Replications from ``first`` on, ``count`` of them."""

    first: int
    count: int

    @property
    def name(self) -> str:
        """The span in a file's name: ``reps-00000-00009``."""
        return f"reps-{self.first:05}-{self.first + self.count - 1:05}"


def spans(replications: int) -> tuple[Span, ...]:
    """The blocks of so many replications; the last may be short."""
    firsts = range(0, replications, BLOCK)
    return tuple(Span(first, min(BLOCK, replications - first)) for first in firsts)


def table_path(folder: Path, table: str, span: Span) -> Path:
    """Where a table of a block is kept."""
    return folder / "tallies" / table / f"{span.name}.parquet"


def provenance(header: Header, span: Span) -> dict[str, str]:
    """What each file says of where it comes from."""
    said = {
        "waitsim.title": header.title,
        "waitsim.identity": header.identity,
        "waitsim.version": header.version,
        "waitsim.semantics": str(header.semantics),
        "waitsim.seed": str(header.seed),
        "waitsim.replications": f"{span.first}-{span.first + span.count - 1}",
    }
    if header.replications_per_draw > 1:
        said["waitsim.replications_per_draw"] = str(header.replications_per_draw)
    return said


def events_path(folder: Path, span: Span) -> Path:
    """Where the event log of a block is kept."""
    return folder / "events" / f"{span.name}.parquet"


def checksums_path(folder: Path, span: Span) -> Path:
    """Where the SHA-256 of each file of a block is kept; written last, it says that all is there.

    ``sha256sum -c`` reads it, in the folder of the run.
    """
    return folder / "checksums" / f"{span.name}.sha256"


def write_block(
    folder: Path,
    header: Header,
    span: Span,
    tallies: Tallies | Packed,
    events: EventArray | None = None,
) -> None:
    """Writes all files of a block.

    Raises:
        OSError: if one cannot be written; none of the block's is left.
    """
    remove_block(folder, span)
    meta = provenance(header, span)
    contents = {
        table_path(folder, table, span): columns(tallies, header, table, span.first)
        for table in tables_of(header)
    }
    if events is not None:
        contents[events_path(folder, span)] = event_columns(events, header)
    lines = []
    try:
        for path, found in contents.items():
            content = parquet_bytes(found, meta)
            write_whole(path, content)
            lines.append(f"{_digest(content)}  {path.relative_to(folder).as_posix()}\n")
        write_whole(checksums_path(folder, span), "".join(lines).encode())
    except BaseException:
        remove_block(folder, span)
        raise


def remove_block(folder: Path, span: Span) -> None:
    """Removes all files of a block; the list of them goes first, so that none is trusted."""
    tables = [table_path(folder, table, span) for table in TABLES]
    for path in (checksums_path(folder, span), *tables, events_path(folder, span)):
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            path.unlink()


def read_block(
    folder: Path, header: Header, span: Span, *, events: bool = False
) -> tuple[Packed, bool]:
    """The tallies of a block, and whether its files' provenance is as it would be written now.

    A file of the same identity, semantics and seed but another title or version holds the
    same numbers, and is only to be written again.

    Args:
        events: whether its event log must be there and sound too.
    Raises:
        FileNotFoundError: if the block is not there.
        DamagedError: if a file of it is missing or cannot be trusted.
        OSError: if the disk does not give it.
    """
    sums = _checksums(folder, span)
    packed = []
    current = True
    held = tables_of(header)
    for table in TABLES:
        if table not in held:
            packed.append(pack_table(getattr(empty_tallies(span.count, header.sizes), table)))
            continue
        path = table_path(folder, table, span)
        given = arrow_table(path, _sound_bytes(folder, path, sums))
        current &= _check_provenance(path, given, provenance(header, span))
        try:
            found = tally(_coded(given), header, table, span.first, span.count)
        except (KeyError, ValueError) as error:
            raise DamagedError(f"{path}: its rows do not fit this run ({error})") from error
        packed.append(pack_table(found))
    if events:
        path = events_path(folder, span)
        if path.relative_to(folder).as_posix() not in sums:
            raise FileNotFoundError(path)
        _sound_bytes(folder, path, sums)
    return Packed(tuple(packed)), current


def read_block_events(folder: Path, span: Span) -> Any:
    """The event log of a block as an Arrow table.

    Raises:
        FileNotFoundError: if it was not kept.
        DamagedError: if it cannot be trusted.
        OSError: if the disk does not give it.
    """
    path = events_path(folder, span)
    return arrow_table(path, _sound_bytes(folder, path, _checksums(folder, span)))


def parquet_bytes(found: Mapping[str, Column], meta: Mapping[str, str]) -> bytes:
    """Columns as a Parquet file, byte for byte the same for the same columns."""
    table = pa.table({name: _arrow(column) for name, column in found.items()})
    buffer = io.BytesIO()
    pq.write_table(
        table.replace_schema_metadata(dict(sorted(meta.items()))),
        buffer,
        compression="zstd",
        row_group_size=_ROW_GROUP,
        write_statistics=["replication"],
    )
    return buffer.getvalue()


def read_whole(path: Path, wanted: Mapping[str, str]) -> dict[str, list[Any]]:
    """The columns of a Parquet file that must be of a certain run.

    Args:
        wanted: its provenance.
    Raises:
        DamagedError: if it cannot be trusted.
        OSError: if the disk does not give it.
    """
    given = arrow_table(path, path.read_bytes())
    _check_provenance(path, given, wanted)
    found: dict[str, list[Any]] = given.to_pydict()
    return found


def _checksums(folder: Path, span: Span) -> dict[str, str]:
    """SHA-256 of each file of a block, by its path in the folder."""
    path = checksums_path(folder, span)
    try:
        lines = path.read_bytes().decode("ascii").splitlines()
        return {name: digest for digest, name in (line.split("  ") for line in lines)}
    except ValueError as error:
        raise DamagedError(f"{path}: it cannot be read as a list of checksums") from error


def _sound_bytes(folder: Path, path: Path, sums: Mapping[str, str]) -> bytes:
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise DamagedError(f"{path}: it is missing") from error
    if sums.get(path.relative_to(folder).as_posix()) != _digest(content):
        raise DamagedError(f"{path}: it is not as it was written")
    return content


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def arrow_table(path: Path, content: bytes) -> Any:
    """The content of a file as an Arrow table.

    Raises:
        DamagedError: if it is no Parquet.
    """
    try:
        with pq.ParquetFile(pa.BufferReader(content)) as file:
            return file.read()
    except (pa.ArrowException, OSError, ValueError) as error:
        raise DamagedError(f"{path}: it cannot be read as Parquet") from error


def metadata_of(table: Any) -> dict[str, str]:
    """What an Arrow table says of itself."""
    return {k.decode(): v.decode() for k, v in (table.schema.metadata or {}).items()}


def _coded(table: Any) -> dict[str, Column]:
    """The columns of an Arrow table that are numbers or texts; dates are left out."""
    found: dict[str, Column] = {}
    for name, chunked in zip(table.column_names, table.columns, strict=True):
        if pa.types.is_date(chunked.type):
            continue
        if pa.types.is_dictionary(chunked.type) and chunked.num_chunks:
            array = chunked.unify_dictionaries().combine_chunks()
            texts = tuple(array.dictionary.to_pylist())
            found[name] = Column(array.indices.to_numpy(), texts)
        elif pa.types.is_dictionary(chunked.type):
            found[name] = Column(np.zeros(0, dtype=np.int32), ())
        else:
            found[name] = Column(chunked.to_numpy())
    return found


def _check_provenance(path: Path, given: Any, wanted: Mapping[str, str]) -> bool:
    """Whether all that is said is as wanted, having checked what decides the numbers."""
    stated = metadata_of(given)
    for key in _DECIDES:
        if stated.get(key) != wanted.get(key):
            name = key.removeprefix("waitsim.").replace("_", " ")
            raise DamagedError(f"{path}: its {name} is {stated.get(key)}, not {wanted.get(key)}")
    return all(stated.get(key) == value for key, value in wanted.items())


def _arrow(column: Column) -> Any:
    # Not by pa.array, which loads pandas to see whether it is given a series.
    values = _numbers(column.values, pa.from_numpy_dtype(column.values.dtype))
    if column.categories is None:
        return values
    if column.categories and isinstance(column.categories[0], datetime.date):
        days = np.array(column.categories, dtype="datetime64[D]").astype(np.int32)
        return _numbers(days, pa.date32()).take(values)
    return pa.DictionaryArray.from_arrays(values, _texts(column.categories))


def _numbers(values: Any, kind: Any) -> Any:
    buffer = pa.py_buffer(np.ascontiguousarray(values))
    return pa.Array.from_buffers(kind, len(values), [None, buffer])


def _texts(values: Sequence[Any]) -> Any:
    encoded = [text.encode() for text in values]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int32)
    return pa.StringArray.from_buffers(
        len(encoded), pa.py_buffer(ends), pa.py_buffer(b"".join(encoded))
    )
