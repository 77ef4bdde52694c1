"""What is compiled is kept on disk, shared, and trusted only if it is as it was written."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from numba import config
from other_pythons import ROOT

from waitsim.engine.kernel import shelf
from waitsim.engine.kernel.shelf import kept_on_disk, places
from waitsim.engine.moments import staff_by_chance
from waitsim.present.warming import model

pytestmark = pytest.mark.skipif(bool(config.DISABLE_JIT), reason="nothing is compiled")


def doubled(x: int) -> int:
    return 2 * x


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in which everything is kept."""
    monkeypatch.setattr(config, "CACHE_DIR", str(tmp_path / "kept"))
    return tmp_path / "kept"


def found_on_disk() -> bool:
    """Whether the function need not be compiled; it is called either way."""
    function: Any = kept_on_disk(doubled)
    assert function(21) == 42
    return sum(function.stats.cache_hits.values()) == 1


def test_what_is_compiled_is_found_again(folder: Path) -> None:
    assert not places(kept_on_disk(doubled))
    assert not found_on_disk()
    assert found_on_disk()
    assert places(kept_on_disk(doubled)) == tuple(folder.iterdir())


@pytest.mark.parametrize("damage", [b"", b"short", None])
def test_a_damaged_file_is_thrown_away_and_made_anew(folder: Path, damage: bytes | None) -> None:
    found_on_disk()
    (path,) = folder.iterdir()
    sound = path.read_bytes()
    # One bit differs where nothing else is given.
    path.write_bytes(sound[:-1] + bytes([sound[-1] ^ 1]) if damage is None else damage)
    assert not found_on_disk()
    assert found_on_disk()
    assert list(folder.iterdir()) == [path]


def test_the_folder_beside_the_sources_takes_what_the_users_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    for variable in ("HOME", "XDG_CACHE_HOME", "LOCALAPPDATA", "USERPROFILE"):
        monkeypatch.setenv(variable, str(tmp_path / "file"))
    monkeypatch.setattr(config, "CACHE_DIR", "")
    beside = Path(shelf.__file__).parent / "__pycache__"
    before = set(beside.glob("doubled-*"))
    assert not found_on_disk()
    assert found_on_disk()
    (path,) = set(beside.glob("doubled-*")) - before
    path.unlink()


def test_where_no_folder_takes_it_everything_is_compiled_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(config, "CACHE_DIR", str(tmp_path / "file" / "kept"))
    assert not found_on_disk()
    assert not found_on_disk()


def test_processes_that_compile_at_once_do_no_harm(folder: Path) -> None:
    code = "from test_shelf import found_on_disk; found_on_disk()"
    paths = os.pathsep.join((str(ROOT), str(Path(__file__).parent)))
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(folder), "PYTHONPATH": paths}
    started = [subprocess.Popen([sys.executable, "-c", code], env=environment) for _ in range(3)]
    assert [process.wait() for process in started] == [0, 0, 0]
    assert len(list(folder.iterdir())) == 1
    assert found_on_disk()


def test_files_of_versions_long_gone_are_removed(folder: Path) -> None:
    folder.mkdir()
    for age in range(40):
        path = folder / f"live-{age}.kernel"
        path.touch()
        os.utime(path, (10**9 - age, 10**9 - age))
    found_on_disk()
    kept = {path.name for path in folder.iterdir()}
    assert len(kept) == 30
    assert {path.name for path in places(kept_on_disk(doubled))} < kept
    assert {f"live-{age}.kernel" for age in range(29)} < kept


def test_copies_of_the_same_sources_share_and_any_other_source_does_not(tmp_path: Path) -> None:
    def stem(name: str, changed: str = "") -> str:
        copy = tmp_path / name / "waitsim"
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "waitsim", copy, ignore=ignored)
        if changed:
            with (copy / changed).open("a") as file:
                file.write("\n# Another word.\n")
        code = "from waitsim.engine.kernel.shelf import Shelf; print(Shelf('live').stem())"
        command = [sys.executable, "-c", code]
        environment = {**os.environ, "PYTHONPATH": ""}
        return subprocess.check_output(command, cwd=copy.parent, env=environment, text=True)

    one, same = stem("one"), stem("same")
    assert one == same
    assert stem("other", "rules/draws.py") != one


def test_warming_leaves_nothing_to_be_compiled_later() -> None:
    assert staff_by_chance(model().tables)
