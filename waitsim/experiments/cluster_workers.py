"""What the workers of a cluster have to say of themselves, and whether a sweep can be run there."""

import hashlib
import importlib
import platform
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any, Final

from waitsim.engine.run import KERNEL
from waitsim.errors import Problem
from waitsim.records import SEMANTICS_VERSION
from waitsim.results.header import version

KEPT: Final = "What is finished is kept; the same command goes on from there."
WAITSIM: Final = "waitsim"
SEMANTICS: Final = "semantics"
SOURCE: Final = "source"
_LIBRARIES: Final = ("numpy", "numba", "dask", "distributed")
_NAMED: Final = 3
"""Workers that are named in a message; of more it says how many there are."""


@dataclass(frozen=True)
class Cluster:
    """A Dask cluster and how to deal with it.

    Args:
        address: of its scheduler, such as ``tcp://host:8786``.
        connect_seconds: how long to try to reach it at the start.
        wait_seconds: how long to wait for a lost scheduler, or for workers if there is none.
        notice: told, in a sentence, what there is to know.
    """

    address: str
    connect_seconds: float = 10
    wait_seconds: float = 300
    notice: Callable[[str], None] = field(default=lambda _said: None, compare=False)

    def problem(self, message: str) -> Problem:
        """Something that is wrong with it."""
        return Problem(f"--cluster {self.address}", 0, "", message)


@dataclass(frozen=True)
class Said:
    """What one worker says of itself.

    Args:
        software: versions by name; a name that is missing there is missing here.
        error: why waitsim cannot be used there; empty if it can.
        engine: the best one that it has; empty if none.
        ready: whether that engine is compiled.
        shares: whether it can write where the results are kept.
    """

    worker: str
    software: Mapping[str, str]
    error: str = ""
    engine: str = ""
    ready: bool = False
    shares: bool = False


def software_here() -> dict[str, str]:
    """Versions of all that an answer might depend on, and a digest of the source of waitsim."""
    found = {"python": platform.python_version(), WAITSIM: version()}
    found |= {SEMANTICS: str(SEMANTICS_VERSION), SOURCE: source_digest()}
    for name in _LIBRARIES:
        try:
            found[name] = version_of(name)
        except PackageNotFoundError:
            continue
    return found


def source_digest() -> str:
    """The same for copies of waitsim whose modules are the same."""
    file = importlib.import_module("waitsim").__file__
    assert file is not None
    root = Path(file).parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(repr((path.relative_to(root).as_posix(), len(content))).encode() + content)
    return digest.hexdigest()[:12]


def said_of(worker: str, answer: object) -> Said:
    """What came back from a worker: a mapping, or the exception that it met."""
    if isinstance(answer, Mapping):
        known: dict[str, Any] = dict(answer)
        return Said(worker, **known)
    text = " ".join(str(answer).split())
    return Said(worker, {}, error=f"{type(answer).__name__}: {text}")


def problems_of(cluster: Cluster, said: Sequence[Said], engine: str) -> list[Problem]:
    """Everything that keeps a sweep from being run on these workers."""
    here = software_here()
    failed = _grouped((one.error, one.worker) for one in said)
    found = [
        f"{who} cannot use waitsim: {error}. Install waitsim {here[WAITSIM]} and what it needs "
        f"there, with Python {here['python']}."
        for error, who in failed
    ]
    for name, words in ((WAITSIM, "waitsim"), (SEMANTICS, "semantics version")):
        found += [
            f"{who} has {words} {other}; here it is {here[name]}, and the answers might differ. "
            "Install the same version there."
            for other, who in _others(here, said, name)
        ]
    if engine == KERNEL:
        without = [("-", one.worker) for one in said if not one.error and one.engine != engine]
        found += [
            f"{who} cannot load Numba. Install it there, or choose --engine reference."
            for _, who in _grouped(without)
        ]
    return [cluster.problem(message) for message in found]


def notices_of(said: Sequence[Said], engine: str) -> list[str]:
    """What is worth knowing of these workers before a sweep is run on them."""
    here = software_here()
    found = []
    for name in ("python", *_LIBRARIES):
        for other, who in _others(here, said, name):
            found.append(f"{who} has {name} {other}; here it is {here.get(name, 'missing')}.")
    if not any(_others(here, said, WAITSIM)):
        for _, who in _others(here, said, SOURCE):
            found.append(
                f"{who} has another source of waitsim {here[WAITSIM]} than there is here, so that "
                "the answers might differ. Install the same one."
            )
    if engine == KERNEL:
        for _, who in _grouped(("-", one.worker) for one in said if not one.ready):
            found.append(f"{who} compiles the engine first, which takes a minute or two.")
    return found


def _others(here: Mapping[str, str], said: Sequence[Said], name: str) -> list[tuple[str, str]]:
    """Each version that is not the one here, and who has it."""
    usable = [(one.software.get(name, "missing"), one.worker) for one in said if not one.error]
    return _grouped((other, worker) for other, worker in usable if other != here.get(name))


def _grouped(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """What is said, once, and who says it in words."""
    workers: dict[str, list[str]] = {}
    for what, worker in pairs:
        if what:
            workers.setdefault(what, []).append(worker)
    return [(what, _who(names)) for what, names in workers.items()]


def _who(names: Sequence[str]) -> str:
    if len(names) == 1:
        return f"worker {names[0]}"
    if len(names) <= _NAMED:
        return f"each of the workers {', '.join(names)}"
    return f"each of {len(names)} workers ({names[0]} and others)"
