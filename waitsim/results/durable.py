"""Files that are there whole or not at all: written aside, flushed, then renamed."""

import os
import time
from pathlib import Path
from typing import Final

_TRIES: Final = 6
_STALE_SECONDS: Final = 3600


def write_whole(path: Path, content: bytes) -> None:
    """Puts a file in place of any that was there; a reader sees the old one or the new one.

    Raises:
        OSError: if it cannot be written; nothing half-written is left.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _rename(aside, path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def remove_stale_parts(folder: Path) -> None:
    """Removes what killed runs left half-written, an hour ago or longer."""
    for part in folder.rglob(".*.part"):
        if time.time() - part.stat().st_mtime > _STALE_SECONDS:
            part.unlink(missing_ok=True)


def remove_empty_folders(folder: Path) -> None:
    """Removes a folder and those in it if there is no file in any of them."""
    for inside in sorted((p for p in folder.rglob("*") if p.is_dir()), reverse=True):
        _remove_if_empty(inside)
    _remove_if_empty(folder)


def _remove_if_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def _rename(aside: Path, path: Path) -> None:
    # Virus scanners and folder synchronisers hold a new file open for a moment on Windows.
    for attempt in range(_TRIES):
        try:
            aside.replace(path)
        except PermissionError:
            if attempt == _TRIES - 1:
                raise
            time.sleep(0.05 * 2**attempt)
        else:
            return
