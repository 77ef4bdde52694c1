"""What is written for people to start from: the bundled scenarios and their schema."""

import json
import re
from pathlib import Path
from typing import Final

from waitsim.errors import Problem, ScenarioError
from waitsim.results.durable import write_whole
from waitsim.scenario.bundled import bundled_files, bundled_folder
from waitsim.scenario.jsonschema import json_schema

SCHEMA_FILE: Final = "scenario.schema.json"
GENERIC: Final = Path("generic_icb") / "area.yaml"
"""What an area of one's own begins as."""

_TITLE: Final = re.compile(r"^title: .*$", re.MULTILINE)


def copy_scenarios(folder: Path, area: str | None = None) -> tuple[Path, ...]:
    """Copies the bundled scenarios and their schema, and gives the paths written.

    Args:
        folder: where to.
        area: name of an area, for which a scenario is written as well; none if left out.
    Raises:
        ScenarioError: if the area cannot name a file, or a file is there already; then nothing is
            written.
    """
    source = bundled_folder()
    contents = {folder / name: (source / name).read_bytes() for name in bundled_files()}
    contents[folder / SCHEMA_FILE] = schema_text().encode()
    if area is not None:
        path = folder / GENERIC.parent / _file_name(area)
        if path in contents:
            message = f'"{path.name}" comes with waitsim already. Name the area otherwise.'
            raise ScenarioError([Problem("--area", 0, "", message)])
        contents[path] = _area_text(source / GENERIC, area).encode()
    there = [path for path in contents if path.exists()]
    if there:
        message = "is there already. Name another folder, or move it away."
        raise ScenarioError([Problem(str(path), 0, "", message) for path in there])
    for path, content in contents.items():
        write_whole(path, content)
    return tuple(sorted(contents))


def _file_name(area: str) -> str:
    words = re.findall(r"[a-z0-9]+", area.lower())
    if not words:
        message = f'"{area}" cannot name a file. Write it with letters from A to Z.'
        raise ScenarioError([Problem("--area", 0, "", message)])
    return f"{'_'.join(words)}.yaml"


def _area_text(template: Path, area: str) -> str:
    """The template with the name of the area as its title."""
    title = f"title: {json.dumps(' '.join(area.split()), ensure_ascii=False)}"
    return _TITLE.sub(lambda _: title, template.read_text(encoding="utf-8"), count=1)


def schema_text() -> str:
    """The JSON Schema of scenario files, with a line end."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def write_text(path: Path, text: str) -> Path:
    """Writes a text, whole or not at all, and gives its path."""
    write_whole(path, text.encode())
    return path
