"""What is written for people to start from: the bundled scenarios and their schema."""

import json
from pathlib import Path
from typing import Final

from waitsim.errors import Problem, ScenarioError
from waitsim.results.durable import write_whole
from waitsim.scenario.bundled import bundled_files, bundled_folder
from waitsim.scenario.jsonschema import json_schema

SCHEMA_FILE: Final = "scenario.schema.json"


def copy_scenarios(folder: Path) -> tuple[Path, ...]:
    """Copies the bundled scenarios and their schema, and gives the paths written.

    Raises:
        ScenarioError: if a file is there already; then nothing is written.
    """
    source = bundled_folder()
    contents = {folder / name: (source / name).read_bytes() for name in bundled_files()}
    contents[folder / SCHEMA_FILE] = schema_text().encode()
    there = [path for path in contents if path.exists()]
    if there:
        message = "is there already. Name another folder, or move it away."
        raise ScenarioError([Problem(str(path), 0, "", message) for path in there])
    for path, content in contents.items():
        write_whole(path, content)
    return tuple(sorted(contents))


def schema_text() -> str:
    """The JSON Schema of scenario files, with a line end."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def write_text(path: Path, text: str) -> Path:
    """Writes a text, whole or not at all, and gives its path."""
    write_whole(path, text.encode())
    return path
