"""What the page on results says can be read without waitsim, can be."""

import importlib
import re
from pathlib import Path
from typing import Any

import pytest
from small_scenario import small_scenario
from sweep_files import GRID, run, sweep_file

from waitsim.experiments.replicate import Execution
from waitsim.experiments.replicate import run as replicate

PAGE = (Path(__file__).parents[1] / "docs" / "results.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(python|sql)\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Paths of a sweep's table and of a folder of a run's tallies."""
    folder = tmp_path_factory.mktemp("page")
    swept = run(sweep_file(folder / "s", GRID.replace("12", "2")), folder / "results")
    how = Execution(engine="reference")
    replicate(small_scenario(folder), replications=2, folder=folder / "results", execution=how)
    (table,) = (folder / "results").glob("small-*/tallies/open")
    return {"SWEEP": str(swept.folder / "cases.parquet"), "TABLE": str(table)}


def names_in(code: str) -> dict[str, Any]:
    """What a block of Python leaves behind."""
    found: dict[str, Any] = {}
    exec(code, found)
    return found


@pytest.mark.parametrize(("language", "code"), BLOCKS, ids=range(len(BLOCKS)))
def test_each_block_of_the_page_does_what_it_says(
    places: dict[str, str], language: str, code: str
) -> None:
    if language == "sql":
        duckdb = pytest.importorskip("duckdb")
        for name, path in places.items():
            code = code.replace(f"${name}", path)
        rows = duckdb.sql(code).fetchall()
        assert rows
        return
    library = re.search(r"^import (\w+)", code)
    assert library
    pytest.importorskip(library[1])
    importlib.import_module(library[1])
    lines = [f"{name} = {path!r}" for name, path in places.items()]
    found = names_in("\n".join([*lines, code]))
    result = found.get("waiting", found.get("said"))
    assert len(result) > 0


def test_the_page_has_blocks_for_each_of_its_libraries() -> None:
    languages = [language for language, _ in BLOCKS]
    assert languages.count("sql") == 2
    for library in ("pandas", "polars", "pyarrow"):
        assert any(f"import {library}" in code for _, code in BLOCKS)
