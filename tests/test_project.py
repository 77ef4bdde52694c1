"""The project's own paperwork agrees with itself."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

import waitsim

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9][\w.-]*)==\S+", re.MULTILINE)


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def lock_entries(lock: str) -> list[str]:
    """One text a requirement: its line and those that continue it."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    return [
        line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")
    ]


def declared_names(*tables: str) -> set[str]:
    """Names of the requirements in the tables of pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lists = {
        "core": project["project"]["dependencies"],
        "test": project["project"]["optional-dependencies"]["test"],
        "dask": project["project"]["optional-dependencies"]["dask"],
        "lint": project["dependency-groups"]["lint"],
    }
    return {
        normalised(re.split(r"[<>=!~ \[]", line)[0]) for table in tables for line in lists[table]
    }


def test_the_citation_the_changelog_and_the_package_name_one_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\S+) \((\S+)\)$", changelog, re.MULTILINE)
    assert newest is not None
    assert str(citation["version"]) == newest[1] == waitsim.__version__
    assert str(citation["date-released"]) == newest[2]


def check_text(root: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / ".ci" / "check_text.py"), str(root)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_no_file_holds_a_registry_address_or_a_path_of_one_machine() -> None:
    checked = check_text(ROOT)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize(
    "line",
    [
        "see " + "https://py" + "pi.org/project/waitsim",
        "--index" + "-url https://example.org/packages",
        "data = '/ho" + "me/anna/list.csv'",
    ],
)
def test_a_registry_address_or_a_path_of_one_machine_is_found(tmp_path: Path, line: str) -> None:
    (tmp_path / "notes.md").write_text(f"fine\n{line}\n", encoding="utf-8")
    checked = check_text(tmp_path)
    assert checked.returncode == 1
    assert checked.stderr.startswith("notes.md:2:")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_requirement_has_a_version_and_hashes(lock: str) -> None:
    entries = lock_entries(lock)
    assert entries
    assert [line for line in entries if not PINNED.match(line)] == []
    assert [line for line in entries if "--hash=sha256:" not in line] == []


def test_the_locks_hold_everything_that_is_declared() -> None:
    core, dev = (
        {normalised(PINNED.match(line)["name"]) for line in lock_entries(lock)} for lock in LOCKS
    )
    assert declared_names("core") <= core
    assert declared_names("core", "test", "dask", "lint") <= dev


def test_the_locks_agree() -> None:
    core, dev = (
        {line.split(" --hash")[0].split("    ")[0].strip() for line in lock_entries(lock)}
        for lock in LOCKS
    )
    assert core <= dev


@pytest.mark.parametrize(
    "path",
    sorted((ROOT / "waitsim").rglob("*.py")),
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_every_module_says_what_it_holds(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_the_package_has_at_most_fifteen_public_names_and_keeps_them() -> None:
    assert len([name for name in waitsim.__all__ if not name.startswith("__")]) <= 15
    assert [name for name in waitsim.__all__ if not hasattr(waitsim, name)] == []
