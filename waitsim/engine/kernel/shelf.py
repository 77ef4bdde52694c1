"""What is compiled, kept on disk: any process finds it again, and any copy of the same sources.

Numba's own way is to keep it beside the sources, to know of a change by the file of one function,
and to trust what it finds. Here the name of a file is made of all that its content depends on, and
its content begins with a checksum.
"""

import contextlib
import hashlib
import pickle
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import llvmlite
import numba
from numba import config
from numba.core.caching import NullCache
from numba.core.compiler import CompileResult
from numba.core.registry import cpu_target
from numba.core.serialize import dumps
from numba.misc.appdirs import AppDirs

from waitsim.engine.kernel.compiling import compiled
from waitsim.engine.moments import source_fingerprint

_DIGEST_BYTES: Final = 32
_MOST_FILES: Final = 30


def kept_on_disk(function: Callable[..., Any]) -> Any:
    """The function, compiled when it is first called, or found where it was kept before."""
    dispatcher: Any = compiled(function)
    if not config.DISABLE_JIT:  # type: ignore[attr-defined]
        dispatcher._cache = Shelf(function.__name__)
    return dispatcher


def places(function: Any) -> tuple[Path, ...]:
    """The files in which a function is kept, for each list of types; none if it is not."""
    if config.DISABLE_JIT:  # type: ignore[attr-defined]
        return ()
    stem = function._cache.stem()
    return tuple(path for folder in folders() for path in folder.glob(f"{stem}-*.kernel"))


def folders() -> tuple[Path, ...]:
    """Where to look, and where to keep: the user's cache folder, or else beside the sources.

    None where the sources cannot be read, for then nobody knows what was compiled of them.
    """
    if not source_fingerprint():
        return ()
    chosen: str = config.CACHE_DIR  # type: ignore[attr-defined]
    if chosen:
        return (Path(chosen),)
    user = Path(AppDirs(appname="waitsim", appauthor=False).user_cache_dir)
    return (user, Path(__file__).parent / "__pycache__")


class Shelf(NullCache):
    """Where one function is kept, by each list of types that it was compiled for."""

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def cache_path(self) -> str:
        """The folders in which it may be kept."""
        return ", ".join(map(str, folders()))

    def stem(self) -> str:
        """How the names of its files begin: different where anything is that matters."""
        codegen = cpu_target.target_context.codegen()
        versions = (sys.implementation.cache_tag, numba.__version__, llvmlite.__version__)
        ways = (config.OPT, config.BOUNDSCHECK)  # type: ignore[attr-defined]
        depends = repr((source_fingerprint(), versions, ways, codegen.magic_tuple()))
        return f"{self.name}-{_short(depends)}"

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """What was compiled for a list of types; None if it is not kept, or damaged."""
        target_context.refresh()
        for folder in folders():
            payload = _sound(folder / self._file(sig))
            if payload is not None:
                # As it was written by this user, and for no other kernel.
                return CompileResult._rebuild(target_context, *pickle.loads(payload))  # noqa: S301
        return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keeps what was compiled in the first folder that takes it; if none does, in none."""
        code = data._asdict()["library"]
        assert not code.has_dynamic_globals, "it holds addresses of this process"
        payload = dumps(data._reduce())
        for folder in folders():
            with contextlib.suppress(OSError):
                _write(folder / self._file(sig), hashlib.sha256(payload).digest() + payload)
                _tidy(folder)
                return

    def _file(self, sig: Any) -> str:
        return f"{self.stem()}-{_short(repr(sig))}.kernel"


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _sound(path: Path) -> bytes | None:
    """What a file holds; if it is damaged it is removed."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    payload = content[_DIGEST_BYTES:]
    if hashlib.sha256(payload).digest() == content[:_DIGEST_BYTES]:
        return payload
    with contextlib.suppress(OSError):
        path.unlink()
    return None


def _write(path: Path, content: bytes) -> None:
    """Writes a file whole or not at all, so that processes that compile at once do no harm."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{uuid.uuid4().hex}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _tidy(folder: Path) -> None:
    """Removes files of versions long gone."""
    by_age = sorted(folder.glob("*.kernel"), key=_last_written, reverse=True)
    for path in by_age[_MOST_FILES:]:
        with contextlib.suppress(OSError):
            path.unlink()


def _last_written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
