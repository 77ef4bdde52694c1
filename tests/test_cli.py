import ast
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from scenario_file import changed, write
from small_scenario import small_scenario
from typer.testing import CliRunner, Result

import waitsim
from waitsim.cli.application import application
from waitsim.results.store import read

QUICK = ["--replications", "3", "--engine", "reference"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")
    return tmp_path


@pytest.fixture
def scenario(folder: Path) -> Path:
    return small_scenario(folder).path.relative_to(folder)


def invoke(*arguments: object) -> Result:
    result = CliRunner().invoke(application(), [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def run_folder(folder: Path) -> Path:
    return next((folder / "results").glob("small-*"))


ROOT = Path(__file__).parents[1]
FOR_REPORTS = ("jinja2", "pandas", "plotly")


def python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What another Python does with these sources."""
    command = [sys.executable, "-c", code, *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True)


def loaded_by(arguments: list[str], names: tuple[str, ...]) -> list[str]:
    """Which of some packages are loaded when a command has ended."""
    code = (
        "import sys\n"
        "from waitsim.cli.application import main\n"
        "try: main()\n"
        f"finally: print([name for name in {names} if name in sys.modules], file=sys.stderr)"
    )
    return list(ast.literal_eval(python(code, *arguments).stderr.splitlines()[-1]))


def test_help_fits_one_screen() -> None:
    command = [sys.executable, "-m", "waitsim", "--help"]
    environment = {**os.environ, "COLUMNS": "80", "LINES": "24"}
    text = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    lines = text.stdout.splitlines()
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80
    for command_name in (
        "init",
        "check",
        "describe",
        "run",
        "compare",
        "seek",
        "sweep",
        "results",
        "measures",
        "schema",
        "warm",
    ):
        assert re.search(rf"^  {command_name} ", text.stdout, re.MULTILINE)


def test_help_waits_for_no_heavy_import() -> None:
    heavy = (*FOR_REPORTS, "numba", "numpy", "pyarrow", "pydantic", "rich", "scipy", "yaml")
    assert loaded_by(["--help"], heavy) == []


def test_a_run_loads_nothing_that_only_its_report_needs(folder: Path, scenario: Path) -> None:
    arguments = ["run", str(scenario), "--replications", "1", "--results", str(folder)]
    assert loaded_by([*arguments, "--no-report"], FOR_REPORTS) == []
    assert loaded_by(arguments, FOR_REPORTS) == list(FOR_REPORTS)


def test_a_check_loads_nothing_that_only_reports_need(scenario: Path) -> None:
    assert loaded_by(["check", str(scenario)], FOR_REPORTS) == []


def test_the_version_is_that_of_the_package() -> None:
    assert invoke("--version").stdout == f"waitsim {waitsim.__version__}\n"


def test_a_run_goes_on_until_it_is_precise_enough(folder: Path, scenario: Path) -> None:
    done = invoke("run", scenario, *QUICK, "--precision", "waiting_end=6", "--no-report")
    assert done.exit_code == 0
    needed, were_run = re.search(
        r"As precise as asked for from (\d+) replications on; (\d+) were run", done.stdout
    ).groups()
    assert int(needed) < int(were_run) == read(run_folder(folder)).header.replications


def test_a_run_that_is_not_precise_enough_says_what_is_short(scenario: Path) -> None:
    asked = ["--precision", "waiting_end=0.1", "--at-most", "8", "--no-report"]
    done = invoke("run", scenario, *QUICK, *asked)
    assert done.exit_code == 0
    assert "Not as precise as asked for after 8 replications." in done.stdout
    assert re.search(r"speech\.start: Waiting at the end is known to within .*, not", done.stdout)


@pytest.mark.parametrize(
    ("options", "place"),
    [
        (["--precision", "waiting=2%"], '--precision: waiting=2%: unknown value "waiting".'),
        (["--precision", "2%", "--replications", "2"], "--replications: is 2."),
        (["--precision", "2%", "--at-most", "2"], "--at-most: is 2, below the 3"),
    ],
)
def test_a_precision_that_makes_no_sense_is_told_and_nothing_written(
    folder: Path, scenario: Path, options: list[str], place: str
) -> None:
    done = invoke("run", scenario, *QUICK, *options)
    assert done.exit_code == 2
    assert place in done.stderr
    assert not (folder / "results").exists()


def test_a_run_ends_with_a_summary_a_report_and_results(folder: Path, scenario: Path) -> None:
    done = invoke("run", scenario, *QUICK)
    assert done.exit_code == 0
    assert "Speech therapy" in done.stdout
    assert "95 % confidence interval" in done.stdout
    kept = run_folder(folder)
    assert (kept / "report.html").is_file()
    assert read(kept).header.replications == 3
    assert f"Report: {kept.relative_to(folder) / 'report.html'}" in done.stdout
    assert "Took" in done.stderr
    assert "Took" not in done.stdout
    assert "\x1b" not in done.stdout + done.stderr


def test_a_run_made_again_writes_the_same_report(folder: Path, scenario: Path) -> None:
    invoke("run", scenario, *QUICK)
    first = (run_folder(folder) / "report.html").read_bytes()
    again = invoke("run", scenario, *QUICK)
    assert (run_folder(folder) / "report.html").read_bytes() == first
    assert again.exit_code == 0


def test_a_run_can_do_without_a_report_and_keep_its_events(folder: Path, scenario: Path) -> None:
    done = invoke("run", scenario, *QUICK, "--no-report", "--events", "--results", "elsewhere")
    assert done.exit_code == 0
    kept = next((folder / "elsewhere").glob("small-*"))
    assert not (kept / "report.html").exists()
    assert list((kept / "events").glob("*.parquet"))
    assert "Report" not in done.stdout
    assert not (folder / "results").exists()


def test_without_numba_a_run_says_so_and_writes_the_same_files(
    folder: Path, scenario: Path
) -> None:
    arguments = ["run", str(scenario), "--replications", "2", "--events"]
    code = (
        "import sys; sys.modules['numba'] = None; from waitsim.cli.application import main; main()"
    )
    without = python(code, *arguments, "--results", "without")
    with_numba = invoke(*arguments, "--results", "with")
    assert "so the slower reference engine is used" in without.stderr
    assert "so the slower reference engine is used" not in with_numba.stderr
    assert contents(folder / "without") == contents(folder / "with")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_warming_says_where_what_was_compiled_is_kept() -> None:
    done = invoke("warm")
    assert done.exit_code == 0
    kept = Path(re.search(r"^Kept in: (.*)$", done.stdout, re.MULTILINE)[1])
    assert list(kept.glob("live-*.kernel"))
    again = invoke("warm")
    assert again.stdout.startswith("The engine was ready.")
    assert "compiling" not in again.stderr


def test_warming_without_numba_says_that_nothing_is_to_be_compiled() -> None:
    code = (
        "import sys; sys.modules['numba'] = None; from waitsim.cli.application import main; main()"
    )
    assert (
        python(code, "warm").stdout
        == "Numba cannot be loaded here, so there is nothing to compile.\n"
    )


def test_values_can_be_set_from_the_command_line(folder: Path, scenario: Path) -> None:
    plain = invoke("run", scenario, *QUICK, "--no-report")
    more = invoke("run", scenario, *QUICK, "--no-report", "--set", "staff.therapists.wte=3")
    assert plain.stdout != more.stdout
    assert len(list((folder / "results").glob("small-*"))) == 2


def test_every_mistake_is_told_in_a_line_and_nothing_is_written(
    folder: Path, scenario: Path
) -> None:
    text = scenario.read_text(encoding="utf-8")
    text = text.replace("60 min", "60 mins of fun").replace("then: seen", "then: sen")
    text = text.replace("wte: 0.7", "wte: -1").replace("rate: 6 a week", "rate: six")
    scenario.write_text(text, encoding="utf-8")
    for command in ("run", "check"):
        done = invoke(command, scenario)
        assert done.exit_code == 2
        lines = done.stderr.splitlines()
        assert lines[-1] == "4 problems"
        assert all(re.match(r"small\.yaml:\d+: ", line) for line in lines[:-1])
        assert done.stdout == ""
    assert [path.name for path in folder.iterdir()] == ["small.yaml"]


def test_mistakes_in_several_files_are_told_together(folder: Path, scenario: Path) -> None:
    done = invoke("compare", "nowhere.yaml", scenario, "no_more.yaml")
    assert done.exit_code == 2
    assert "nowhere.yaml" in done.stderr
    assert "no_more.yaml" in done.stderr
    assert not (folder / "results").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["run"],
        ["run", "small.yaml", "--replications", "0"],
        ["run", "small.yaml", "--seed", "-1"],
        ["run", "small.yaml", "--engine", "steam"],
        ["run", "small.yaml", "--colour"],
        ["run", "small.yaml", "--set", "staff.therapists.wtes=3"],
        ["compare", "small.yaml"],
        ["compare", "small.yaml", "small.yaml", "--best", "waiting_end"],
        ["compare", "small.yaml", "small.yaml", "--waterfall"],
        ["compare", "small.yaml", "small.yaml", "small.yaml", "--waterfall"],
        ["simulate"],
        ["measures", "list_siz"],
        ["check", "."],
    ],
    ids=" ".join,
)
def test_what_cannot_be_understood_ends_with_two(scenario: Path, arguments: list[str]) -> None:
    done = invoke(*arguments)
    assert done.exit_code == 2
    assert done.stderr
    assert "Traceback" not in done.stderr
    assert not (scenario.parent / "results").exists()


def test_results_that_cannot_be_kept_are_told_as_a_problem(folder: Path, scenario: Path) -> None:
    (folder / "results").write_text("in the way", encoding="utf-8")
    done = invoke("run", scenario, *QUICK)
    assert done.exit_code == 2
    assert "results" in done.stderr
    assert done.stderr.endswith("1 problem\n")


def test_options_are_ranked_beside_the_base(folder: Path, scenario: Path) -> None:
    text = scenario.read_text(encoding="utf-8")
    option = folder / "more.yaml"
    option.write_text(
        text.replace("wte: 0.7", "wte: 1.2").replace("Small speech", "Larger speech"),
        encoding="utf-8",
    )
    done = invoke("compare", scenario, option.name, *QUICK)
    assert done.exit_code == 0
    assert "Larger speech" in done.stdout
    assert len(list((folder / "results").glob("compare-small-*.html"))) == 1
    assert len([path for path in (folder / "results").iterdir() if path.is_dir()]) == 2


def test_the_best_option_is_looked_for_until_it_is_found(folder: Path, scenario: Path) -> None:
    option = folder / "more.yaml"
    text = scenario.read_text(encoding="utf-8").replace("wte: 0.7", "wte: 1.2")
    option.write_text(text.replace("Small speech", "Larger speech"), encoding="utf-8")
    done = invoke("compare", scenario, option.name, *QUICK, "--best", "waiting_end=50")
    assert done.exit_code == 0
    assert "Best: Larger speech service, found with 95 % confidence" in done.stdout
    [report] = (folder / "results").glob("compare-small-*.html")
    assert "Best: Larger speech service" in report.read_text(encoding="utf-8")


def test_a_waterfall_tells_what_each_change_contributes(folder: Path, scenario: Path) -> None:
    option = folder / "option.yaml"
    option.write_text(
        f"extends: {scenario.name}\nchanges:\n  - on: 2026-05-04\n    staff.therapists.wte: +0.5\n"
        "  - on: 2026-06-01\n    pathways.speech.steps.assessment.extra_slots: +2 a week\n",
        encoding="utf-8",
    )
    done = invoke("compare", scenario, option.name, *QUICK, "--waterfall", "--no-report")
    assert done.exit_code == 0
    assert "a waterfall of 2 changes takes 4 runs of 3 replications" in done.stderr
    assert "1. Therapists, WTE +0.5" in done.stdout
    assert "All changes together" in done.stdout


def test_scenarios_that_cannot_be_paired_are_refused_before_any_is_run(
    folder: Path, scenario: Path
) -> None:
    text = scenario.read_text(encoding="utf-8")
    other = folder / "other.yaml"
    other.write_text(
        text.replace("20 weeks", "30 weeks").replace("      start:", "      begin:"),
        encoding="utf-8",
    )
    done = invoke("compare", scenario, other.name, *QUICK)
    assert done.exit_code == 2
    assert "other.yaml: horizon: differs" in done.stderr
    assert "other.yaml: pathways.speech.standards.start: is missing" in done.stderr
    assert not (folder / "results").exists()


def test_check_sets_theory_beside_simulation_where_there_is_any(folder: Path) -> None:
    theory = Path(__file__).parent / "verification" / "scenarios" / "mm1_lottery.yaml"
    (folder / "mm1.yaml").write_text(theory.read_text(encoding="utf-8"), encoding="utf-8")
    done = invoke("check", "mm1.yaml")
    assert done.exit_code == 0
    assert "Queueing theory beside simulation" in done.stdout
    assert re.search(r"M/M/1 \(Erlang C\) +mean wait, days +1\.50", done.stdout)
    assert "No closed form" not in done.stdout
    assert not (folder / "results").exists()


def test_check_shows_demand_load_and_implied_waits_and_runs_nothing(
    folder: Path, scenario: Path
) -> None:
    done = invoke("check", scenario)
    assert done.exit_code == 0
    assert re.search(r"Speech therapy +6\.\d +32 +0", done.stdout)
    assert re.search(r"Assessment started +32 +5\.\d weeks +6 weeks", done.stdout)
    assert "Traffic intensity" in done.stdout
    assert re.search(r"Assessment started +6\.\d+ +32 +14", done.stdout)
    assert "No closed form for 1 step: referrals that come on some days" in done.stdout
    assert "This scenario can be run" in done.stdout
    assert not (folder / "results").exists()


def test_check_tells_what_may_not_be_meant(scenario: Path) -> None:
    text = scenario.read_text(encoding="utf-8")
    text += "changes:\n  - on: 2036-01-01\n    staff.therapists.wte: 9\n"
    scenario.write_text(text.replace("wte: 0.7", "wte: 0.1"), encoding="utf-8")
    done = invoke("check", scenario)
    assert done.exit_code == 0
    assert "has no effect" in done.stdout
    assert "asked for more than they have" in done.stdout
    assert "2 warnings" in done.stdout


def test_check_tells_of_a_clinic_with_too_few_slots(folder: Path) -> None:
    delay = "kind: delay\n        lasts: {distribution: lognormal, mean: 4 weeks, sd: 2 weeks}"
    clinic = "kind: clinic\n        slots: 2\n        monthly: [first tuesday, last tuesday]"
    path = write(folder, changed(delay, clinic))
    done = invoke("check", path)
    assert done.exit_code == 0
    # 12 referrals a week, of whom 90 % come to assessment, 99.36 % are seen, and 60 % go on.
    assert (
        "pathways.autism.steps.forms.slots: 48 slots a year, but 336 bookings are asked for, so "
        "that its list can only grow. Add slots or dates."
    ) in done.stdout
    path = write(folder, changed(delay, clinic.replace("slots: 2", "slots: 20")))
    assert "bookings are asked for" not in invoke("check", path).stdout


def test_measures_are_listed_and_told_one_by_one() -> None:
    assert "list_size" in invoke("measures").stdout
    assert "Clock rule" in invoke("measures", "list_size").stdout


def test_init_copies_what_can_be_checked_and_replaces_nothing(folder: Path) -> None:
    done = invoke("init", "mine")
    assert done.exit_code == 0
    copied = folder / "mine" / "kent_medway" / "baseline.yaml"
    assert invoke("check", copied).exit_code == 0
    assert (folder / "mine" / "scenario.schema.json").is_file()
    copied.write_text("mine", encoding="utf-8")
    again = invoke("init", "mine")
    assert again.exit_code == 2
    assert "is there already" in again.stderr
    assert copied.read_text(encoding="utf-8") == "mine"


def test_init_writes_a_scenario_for_an_area(folder: Path) -> None:
    done = invoke("init", "mine", "--area", "Our ICB")
    path = folder / "mine" / "generic_icb" / "our_icb.yaml"
    assert done.exit_code == 0
    assert str(path.relative_to(folder)) in done.stdout
    checked = invoke("check", path)
    assert checked.exit_code == 0
    assert checked.stdout.startswith("Our ICB\n")
    refused = invoke("init", "other", "--area", "???")
    assert refused.exit_code == 2
    assert "cannot name a file" in refused.stderr
    assert not (folder / "other").exists()


def test_the_schema_goes_to_a_file_or_to_stdout(folder: Path) -> None:
    invoke("schema", "--out", "schema.json")
    assert (folder / "schema.json").read_text(encoding="utf-8") == invoke("schema").stdout


@pytest.mark.usefixtures("folder")
def test_a_bundled_scenario_needs_no_copy() -> None:
    done = invoke("check", "scenarios/kent_medway/baseline.yaml")
    assert done.exit_code == 0
    assert "using the one that comes with waitsim" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="sends an interrupt as a terminal on Unix does")
def test_an_interrupt_keeps_what_is_finished(folder: Path, scenario: Path) -> None:
    command = [sys.executable, "-m", "waitsim", "run", str(scenario), "--no-report"]
    command += ["--replications", "100000", "--engine", "reference"]
    # In the background of a shell interrupts are ignored, which a new process would take over.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        signal.signal(signal.SIGINT, before)
        wait_for_a_block(folder / "results", process)
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Stopped." in stderr.decode()
    assert "Traceback" not in stderr.decode()


def wait_for_a_block(folder: Path, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if list(folder.rglob("*.parquet")) or process.poll() is not None:
            return
        time.sleep(0.1)


def test_a_terminal_of_few_letters_shows_the_rest(scenario: Path) -> None:
    command = [sys.executable, "-m", "waitsim", "check", str(scenario)]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run(command, capture_output=True, check=True, env=environment)
    assert "can be run" in done.stdout.decode("ascii")


def test_seek_answers_in_one_line_and_shows_the_way_there(scenario: Path) -> None:
    lever = ["--lever", "staff.therapists.wte", "--step", "0.1", "--limit", "3"]
    target = ["--target", "speech.start 92% within 6 weeks", "--by", "2026-09-30"]
    few = "staff.therapists.wte=0.4"
    told = invoke("seek", scenario, *lever, *target, "--from", "2026-05-01", "--set", few)
    assert told.exit_code == 0
    first = told.stdout.splitlines()[0]
    assert re.match(
        r"[01](\.\d)? WTE of therapists from 1 May 2026 \(now 0\.4\): probability ", first
    )
    assert "92 % of those waiting are within 6 weeks (speech.start) on 30 September 2026" in first
    assert "That costs £" in told.stdout
    assert "The path to the answer" in told.stdout


def test_seek_tells_all_that_is_wrong_at_once(scenario: Path) -> None:
    wrong = ["--lever", "staff.x.wte", "--target", "speech.strat", "--by", "soon"]
    told = invoke("seek", scenario, *wrong)
    assert told.exit_code == 2
    assert told.stdout == ""
    for words in ('There is no "x" in "staff"', 'Did you mean "speech.start"?', "--by: "):
        assert words in told.stderr
    assert "3 problems" in told.stderr


SWEEP = """\
schema: 1
title: With more staff
scenario: {scenario}
replications: 2
grid:
  staff.therapists.wte: [0.7, {wte}]
"""


def test_a_sweep_tells_where_its_table_is_and_goes_on_where_it_stopped(
    folder: Path, scenario: Path
) -> None:
    (folder / "sweep.yaml").write_text(
        SWEEP.format(scenario=scenario, wte="+0.1"), encoding="utf-8"
    )
    done = invoke("sweep", "sweep.yaml", "--engine", "reference")
    assert done.exit_code == 0
    assert "With more staff" in done.stdout
    assert "2 cases of 2 replications each." in done.stdout
    table = Path(re.search(r"Table: (.*)", done.stdout)[1])
    assert len(table.read_text(encoding="utf-8").splitlines()) == 3
    again = invoke("sweep", "sweep.yaml", "--engine", "reference")
    assert "Of 4 replications 4 were kept before." in again.stdout
    more = invoke("sweep", "sweep.yaml", "--engine", "reference", "--replications", 3)
    assert "2 cases of 3 replications each. Of 6 replications 4 were kept before." in more.stdout


def test_a_sweep_with_mistakes_writes_nothing_and_ends_with_status_2(
    folder: Path, scenario: Path
) -> None:
    (folder / "sweep.yaml").write_text(
        SWEEP.format(scenario=scenario, wte="plenty"), encoding="utf-8"
    )
    done = invoke("sweep", "sweep.yaml")
    assert done.exit_code == 2
    assert 'sweep.yaml:6: staff.therapists.wte: "plenty" is no number' in done.stderr
    assert not (folder / "results").exists()


def test_a_sweep_says_which_cases_could_not_be_run(folder: Path, scenario: Path) -> None:
    text = (
        SWEEP.format(scenario=scenario, wte=1)
        + "  pathways.speech.priorities.urgent: [20 %, 30 %]\n"
    )
    (folder / "sweep.yaml").write_text(text, encoding="utf-8")
    done = invoke("sweep", "sweep.yaml", "--engine", "reference")
    assert done.exit_code == 0
    assert "2 cases could not be run:" in done.stdout
    assert re.search(r"case 2: .*shares sum to 1.1", done.stdout)


def test_results_are_listed_shown_exported_merged_and_cleaned(folder: Path, scenario: Path) -> None:
    assert invoke("run", scenario, *QUICK, "--no-report").exit_code == 0
    listed = invoke("results", "list").stdout
    name = run_folder(folder).name
    assert name in listed
    assert "Small speech service" in listed
    assert "Waits against each standard" in invoke("results", "show", "small").stdout
    written = invoke("results", "export", "small", "--to", "out", "--measure", "list_size")
    assert written.exit_code == 0
    for file in ("headline", "list_size"):
        content = (folder / "out" / name / f"{file}.csv").read_bytes()
        assert content.startswith("\N{BYTE ORDER MARK}".encode())
    assert "Took" in invoke("results", "merge", "results", "all").stdout
    assert read(folder / "all" / name).header == read(run_folder(folder)).header
    dry = invoke("results", "clean", "small", "--dry-run").stdout
    gone = invoke("results", "clean", "small").stdout
    assert dry.replace("Would remove", "Removed") == gone
    assert list((folder / "results").iterdir()) == []


def test_a_damaged_result_is_named_and_set_aside(folder: Path, scenario: Path) -> None:
    invoke("run", scenario, *QUICK, "--no-report")
    spoilt = next((run_folder(folder) / "tallies" / "open").iterdir())
    spoilt.write_bytes(spoilt.read_bytes()[:-1])
    told = invoke("results", "list")
    assert told.exit_code == 0
    assert f"Damaged: {spoilt.relative_to(folder)}: it is not as it was written." in told.stderr
    assert not spoilt.exists()
    assert (folder / "results" / "damaged" / spoilt.relative_to(folder / "results")).is_file()
    again = invoke("run", scenario, *QUICK, "--no-report")
    assert again.exit_code == 0
    assert spoilt.is_file()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["show", "nothing"], "nothing: names nothing that is kept in results."),
        (["export", "small", "--measure", "lists"], 'there is no measure "lists".'),
        (["clean", "nothing", "nobody"], "2 problems"),
        (["merge", "nowhere"], "nowhere: is no folder."),
    ],
)
def test_what_is_not_kept_is_told_with_status_2(
    scenario: Path, arguments: list[str], words: str
) -> None:
    invoke("run", scenario, *QUICK, "--no-report")
    told = invoke("results", *arguments)
    assert told.exit_code == 2
    assert words in told.stderr


def test_seek_weighs_levers_that_a_file_names(scenario: Path) -> None:
    question = scenario.with_name("seek.yaml")
    question.write_text(
        f"scenario: {scenario}\ntarget: speech.start 92% within 6 weeks\nby: 2026-09-30\n"
        "sustained: no\nlevers:\n"
        "  - {value: staff.therapists.wte, step: 0.1, limit: 1.2}\n"
        "  - {outsource: {step: speech.assessment, price: £2}, step: 1 a week, limit: 6 a week}\n",
        encoding="utf-8",
    )
    told = invoke("seek", question, "--set", "staff.therapists.wte=0.4")
    assert told.exit_code == 0
    first = told.stdout.splitlines()[0]
    # Slots are as good as free, so no posts are asked for beside them.
    assert re.match(r"[2-6] slots a week bought at speech.assessment from 1 April 2026: ", first)
    assert "Shown not to be enough with the rest as it is: " in told.stdout
    assert "Ways to meet it, the cheapest first" in told.stdout


def test_seek_finds_the_earliest_date(scenario: Path) -> None:
    target = ["--target", "speech.start 75% within 6 weeks", "--by", "2027-03-31"]
    told = invoke("seek", scenario, "--earliest", *target, "--set", "staff.therapists.wte=1.2")
    assert told.exit_code == 0
    assert re.match(r"From \d+ \w+ 2026 on: probability ", told.stdout)
