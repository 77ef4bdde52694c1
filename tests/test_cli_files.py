"""Commands on a scenario with CSV files beside it."""

import hashlib
import json
from pathlib import Path

import pytest
from small_scenario import small_scenario
from typer.testing import CliRunner, Result

from waitsim.cli.application import application

DATES = "date,priority\n2026-04-02 10:00,urgent\n2026-04-03,\n2026-03-30,\n"
WAITING = "pathway,step,referred\nspeech,assessment,2026-01-05\n"


@pytest.fixture
def scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    path = small_scenario(tmp_path).path
    text = path.read_text(encoding="utf-8").replace("rate: 6 a week", "dates: dates.csv")
    path.write_text(f"{text}opening_list: waiting.csv\n", encoding="utf-8")
    (tmp_path / "dates.csv").write_text(DATES, encoding="utf-8")
    (tmp_path / "waiting.csv").write_text(WAITING, encoding="utf-8")
    return path.relative_to(tmp_path)


def invoke(*arguments: object) -> Result:
    result = CliRunner().invoke(application(), [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def described(name: str, rows: str, text: str) -> str:
    return f"{name}, {rows}, SHA-256 {hashlib.sha256(text.encode()).hexdigest()}"


LEFT_OUT = (
    "dates.csv:4: date: 1 referral is outside the run, which is from 2026-04-01 to 2026-08-18"
)


def test_check_names_the_files_and_the_rows_left_out(scenario: Path) -> None:
    shown = invoke("check", scenario)
    assert shown.exit_code == 0
    assert f"Read: {described('dates.csv', '3 rows', DATES)}" in shown.stdout
    assert f"Read: {described('waiting.csv', '1 row', WAITING)}" in shown.stdout
    assert f"{LEFT_OUT}, and left out: 2026-03-30." in shown.stdout
    speech = next(line for line in shown.stdout.splitlines() if line.startswith("Speech"))
    assert speech.split()[2:] == ["0.1", "33", "0"]


def test_a_run_warns_first_and_its_report_and_results_name_the_files(scenario: Path) -> None:
    done = invoke("run", scenario, "--replications", 2, "--engine", "reference")
    assert done.exit_code == 0
    assert LEFT_OUT in done.stderr
    report = next(Path("results").rglob("*.html")).read_text(encoding="utf-8")
    kept = json.loads(next(Path("results").rglob("scenario.json")).read_text(encoding="utf-8"))
    for said in (
        described("dates.csv", "3 rows", DATES),
        described("waiting.csv", "1 row", WAITING),
    ):
        assert said in report
        assert f"Read: {said}." in kept["note"]


def test_a_mistake_in_a_file_ends_with_status_2_and_its_line(scenario: Path) -> None:
    Path("waiting.csv").write_text(WAITING + "speech,assesment,2026-01-05\n", encoding="utf-8")
    shown = invoke("run", scenario)
    assert shown.exit_code == 2
    assert (
        'waiting.csv:3: step: unknown step "assesment". Did you mean "assessment"?' in shown.stderr
    )
    assert not Path("results").exists()


def test_describe_writes_a_page_for_each_pathway(scenario: Path, tmp_path: Path) -> None:
    done = invoke("describe", scenario, "--out", tmp_path / "pages")
    assert done.exit_code == 0
    assert {Path(line).name for line in done.stdout.splitlines()} == {"speech.md", "README.md"}
    assert "flowchart TD" in (tmp_path / "pages" / "speech.md").read_text(encoding="utf-8")
