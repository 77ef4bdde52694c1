from pathlib import Path

import pytest

from waitsim.scenario.bundled import bundled_files, bundled_folder, find

BASELINE = Path("kent_medway") / "baseline.yaml"


def test_the_bundled_scenarios_are_found() -> None:
    assert BASELINE in bundled_files()
    assert all((bundled_folder() / path).is_file() for path in bundled_files())


@pytest.mark.parametrize("path", [BASELINE, "scenarios" / BASELINE], ids=str)
def test_a_bundled_file_stands_in_for_one_that_is_not_there(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find(path) == bundled_folder() / BASELINE


def test_a_file_of_ones_own_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    BASELINE.parent.mkdir()
    BASELINE.write_text("mine", encoding="utf-8")
    assert find(BASELINE) == BASELINE


@pytest.mark.parametrize(
    "path", ["nowhere.yaml", "kent_medway", "../kent_medway/baseline.yaml", "scenarios"]
)
def test_nothing_stands_in_for_what_is_not_bundled(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find(Path(path)) == Path(path)


def test_an_absolute_path_is_taken_at_its_word(tmp_path: Path) -> None:
    assert find(tmp_path / BASELINE) == tmp_path / BASELINE
