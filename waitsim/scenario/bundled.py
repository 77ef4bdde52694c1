"""The scenarios that come with waitsim, wherever it is installed."""

import importlib.resources
from pathlib import Path
from typing import Final

import waitsim
from waitsim.errors import Problem, ScenarioError

FOLDER: Final = "scenarios"


def bundled_folder() -> Path:
    """The folder with the scenarios: inside the package, or beside it in a checkout.

    Raises:
        ScenarioError: if they were not installed.
    """
    inside = importlib.resources.files("waitsim") / "bundled_scenarios"
    beside = Path(waitsim.__file__).parents[1] / FOLDER
    for folder in (inside, beside):
        if isinstance(folder, Path) and folder.is_dir():
            return folder
    message = "the scenarios that come with waitsim are missing. Install waitsim again."
    raise ScenarioError([Problem(str(beside), 0, "", message)])


def find(path: Path) -> Path:
    """The file meant: the one there is, or else the bundled one of that name.

    ``scenarios/kent_medway/baseline.yaml`` and ``kent_medway/baseline.yaml`` name the same one.
    A file that is nowhere is given back as it is, for its reader to report.
    """
    if path.exists() or path.is_absolute() or ".." in path.parts:
        return path
    parts = path.parts[1:] if path.parts[:1] == (FOLDER,) else path.parts
    try:
        bundled = bundled_folder().joinpath(*parts)
    except ScenarioError:
        return path
    return bundled if bundled.is_file() else path


def bundled_files() -> tuple[Path, ...]:
    """Paths of the bundled files, relative to their folder."""
    folder = bundled_folder()
    found = (file.relative_to(folder) for file in folder.rglob("*") if file.is_file())
    return tuple(sorted(path for path in found if not _is_hidden(path)))


def _is_hidden(path: Path) -> bool:
    return any(part.startswith((".", "__")) for part in path.parts)
