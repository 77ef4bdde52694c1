"""What a person sees of numbers that are not known exactly."""

from pathlib import Path

import pandas as pd
import pytest
from html_pages import Page, faults
from small_scenario import TEXT
from test_cli import invoke

UNCERTAIN = """
uncertain:
  pathways.speech.referrals.rate: {between: [4 a week, 9 a week], source: S1, confidence: low}
  staff.therapists.wte: {between: [-20 %, +20 %], shape: uniform, together: posts}
"""


@pytest.fixture
def scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")
    Path("small.yaml").write_text(TEXT.format(wte=0.7, slots=1) + UNCERTAIN, encoding="utf-8")
    return Path("small.yaml")


def report() -> Page:
    (path,) = Path("results").rglob("report.html")
    return Page(path.read_text(encoding="utf-8"))


def test_check_lists_what_is_drawn(scenario: Path) -> None:
    said = invoke("check", scenario).stdout
    assert "2 numbers are not known exactly. They are drawn anew for each replication" in said
    rows = [" ".join(line.split()) for line in said.splitlines()]
    assert "speech referrals rate 6 a week 4 to 9 a week triangular low S1" in rows
    assert "staff therapists wte 0.7 0.56 to 0.84 uniform posts" in rows


def test_a_run_says_what_the_answer_rests_on(scenario: Path) -> None:
    done = invoke("run", scenario, "--replications", 30, "--engine", "reference")
    assert "prediction bands hold what is not known of them as well as chance" in done.stdout
    assert "What the answer rests on: waiting at the end" in done.stdout
    assert "Squared rank correlation over 30 draws" in done.stdout
    page = report()
    assert faults(page) == []
    headings = [one.all_text for one in page.all("h2")]
    assert "What is not known exactly" in headings
    captions = [one.all_text.strip() for one in page.all("caption")]
    assert "What the answer rests on: waiting at the end" in captions
    assert "Numbers that are not known exactly" in captions
    assert "Ranges of uncertain numbers: 2 figures, 1 of low confidence" in " ".join(
        one.all_text for one in page.all("summary")
    )
    assert "It covers chance and the numbers that are drawn anew" in page.elements[0].all_text


def test_few_replications_say_that_nothing_can_be_told(scenario: Path) -> None:
    done = invoke("run", scenario, "--replications", 3, "--engine", "reference", "--no-report")
    assert "Too few draws to tell: 3, and 10 are needed." in done.stdout


def test_the_variance_is_split_on_request(scenario: Path) -> None:
    split = ("--replications", 8, "--split-variance", 4, "--engine", "reference")
    done = invoke("run", scenario, *split)
    assert "What is not known, and chance: waiting at the end" in done.stdout
    assert "From 2 draws of the numbers, each played through 4 times" in done.stdout
    assert "What is above is of the first replication of each draw." in done.stdout
    (folder,) = Path("results").iterdir()
    assert folder.name.endswith("-seed1-by4")
    assert "; 2 replications, seed 1" in report().elements[0].all_text


def test_what_is_kept_of_a_split_can_be_shown_and_exported(scenario: Path) -> None:
    split = ("--replications", 24, "--split-variance", 2, "--engine", "reference", "--no-report")
    ran = invoke("run", scenario, *split).stdout
    shown = invoke("results", "show", "small").stdout
    told = "What the answer rests on: waiting at the end"
    assert ran.partition(told)[2].partition("Results:")[0].strip()
    assert shown.partition(told)[2].partition("Folder:")[0].strip() == (
        ran.partition(told)[2].partition("Results:")[0].strip()
    )
    assert invoke("results", "export", "small", "--to", "out").exit_code == 0
    (folder,) = Path("out").iterdir()
    assert {path.stem for path in folder.iterdir()} == {
        "headline",
        "inputs",
        "influences",
        "splits",
    }
    drawn = pd.read_csv(folder / "inputs.csv")
    assert len(drawn) == 48
    assert drawn.groupby("draw")["value"].nunique().eq(2).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--replications", 7, "--split-variance", 3), "Write --replications 6."),
        (("--replications", 3, "--split-variance", 3), "Write --replications 6."),
        (("--split-variance", 2, "--events"), "does not go with --events"),
        (("--split-variance", 2, "--precision", "5%"), "does not go with --precision"),
    ],
)
def test_splits_that_cannot_be_are_refused(
    scenario: Path, arguments: tuple[object, ...], message: str
) -> None:
    done = invoke("run", scenario, *arguments)
    assert done.exit_code == 2
    assert message in done.stderr
    assert not Path("results").exists()


def test_a_split_needs_something_that_is_drawn(scenario: Path) -> None:
    scenario.write_text(TEXT.format(wte=0.7, slots=1), encoding="utf-8")
    done = invoke("run", scenario, "--split-variance", 2)
    assert done.exit_code == 2
    assert "nothing is drawn in this scenario" in done.stderr


def test_a_comparison_says_what_is_drawn_for_all(scenario: Path) -> None:
    option = "title: More\nextends: small.yaml\nstaff: {therapists: {wte: 0.9}}\n"
    Path("more.yaml").write_text(option, encoding="utf-8")
    quick = ("--replications", 3, "--engine", "reference")
    said = invoke("compare", scenario, "more.yaml", *quick).stdout
    assert "2 numbers are not known exactly. All scenarios share what each" in said
    (page,) = (Page(path.read_text(encoding="utf-8")) for path in Path("results").glob("*.html"))
    assert faults(page) == []
    assert "All scenarios share what each replication draws" in page.elements[0].all_text
    known = option + "uncertain: {pathways.speech.referrals.rate: }\n"
    Path("known.yaml").write_text(known, encoding="utf-8")
    said = invoke("compare", scenario, "known.yaml", *quick, "--no-report").stdout
    assert "Not drawn of the same numbers as Small speech service: More." in said
