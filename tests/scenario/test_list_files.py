"""CSV files beside a scenario: read, refused and told apart."""

import os
from pathlib import Path

import pytest
from scenario_file import changed, problems, sound, write

from waitsim.errors import ScenarioError
from waitsim.scenario.csv_rows import MOST_BYTES, MOST_ROWS, read_rows
from waitsim.scenario.load import Loaded, load
from waitsim.scenario.referral_list import ReferralDates

DATED = changed("      rate: 12 a week\n", "      dates: refs.csv\n")
GROUPED = DATED + "groups:\n  sex: {f: 50 %, m: 50 %}\n"
HEAD = "date,priority,birth_date,sex\n"


def csv(folder: Path, text: str | bytes, name: str = "refs.csv") -> Path:
    """A CSV file with a text."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read(folder: Path, text: str | bytes, scenario: str = GROUPED) -> Loaded:
    csv(folder, text)
    return sound(folder, scenario)


def dates_of(loaded: Loaded) -> ReferralDates:
    found = loaded.scenario.pathways["autism"].referrals.dates
    assert found is not None
    return found


def told(folder: Path, text: str | bytes, scenario: str = GROUPED) -> list[str]:
    """What is told of a CSV file that must have mistakes."""
    csv(folder, text)
    return [str(p).replace(f"{folder}{os.sep}", "") for p in problems(folder, scenario)]


def test_rows_are_read_with_their_times_and_blank_cells(tmp_path: Path) -> None:
    text = (
        HEAD
        + "2026-04-02 09:30,routine,2018-05-06,f\n2026-04-03,,,\n,,,\n2026-04-02T23:59:10,,,m\n"
    )
    entries = dates_of(read(tmp_path, text)).entries
    assert [(e.line, str(e.referred), e.minute) for e in entries] == [
        (2, "2026-04-02", 570),
        (3, "2026-04-03", None),
        (5, "2026-04-02", 1439),
    ]
    assert (entries[0].priority, str(entries[0].birth_date)) == ("routine", "2018-05-06")
    assert [e.groups for e in entries] == [(("sex", "f"),), (), (("sex", "m"),)]
    assert entries[1].birth_date is None


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbfdate,sex\r\n2026-04-02,f\r\n",
        "Date , Sex\n2026-04-02 , f ",
        'sex,date,,\n"f","2026-04-02",,\n',
        'date,sex\n\n"2026-04-02",f\n,\n',
    ],
)
def test_what_spreadsheets_add_makes_no_difference(tmp_path: Path, text: str | bytes) -> None:
    plain = read(tmp_path, "date,sex\n2026-04-02,f\n")
    other = read(tmp_path, text)
    assert other.identity == plain.identity
    assert other.epochs == plain.epochs


def test_the_identity_is_of_what_the_rows_mean_and_not_of_the_files_name(tmp_path: Path) -> None:
    text = "date,sex\n2026-04-02,f\n2026-04-03,m\n"
    first = read(tmp_path, text)
    csv(tmp_path, text, "other.csv")
    assert sound(tmp_path, GROUPED.replace("refs.csv", "other.csv")).identity == first.identity
    for other in ("2026-04-04", "2026-04-03 00:00"):
        assert read(tmp_path, text.replace("2026-04-03", other)).identity != first.identity
    assert read(tmp_path, text.replace("m\n", "\n")).identity != first.identity


def test_all_mistakes_of_a_file_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    text = (
        "date,priority,birth_date,sxe,sex\n"
        "2026-04-31,routne,2018-05-06,,f\n"
        "05/04/2026,,2026-06-01,,x\n"
        ",routine,,,\n"
        "2026-04-02 24:00,,1818-01-01,,\n"
        "2026-04-02,,2026-04-03,,=1+1\n"
        "2026-04-02,,2020-01-01,,f,more\n"
        "2026-04-02,,2020-01-01\n"
    )
    assert told(tmp_path, text) == [
        'refs.csv:1: sxe: unknown column "sxe". Did you mean "sex"?',
        'refs.csv:2: date: "2026-04-31" is no day of the calendar. Check the day and the month.',
        'refs.csv:3: date: "05/04/2026" is no date. Write it as year-month-day, such as '
        "2026-01-31.",
        "refs.csv:4: date: the cell is blank. Write a value.",
        'refs.csv:5: date: "2026-04-02 24:00" has no time of a day. Write times from 00:00 to '
        "23:59.",
        "refs.csv:6: birth_date: 2026-04-03 is after the referral, 2026-04-02. Correct one.",
        'refs.csv:6: sex: "=1+1" is no category of "sex". Choose f or m.',
        'refs.csv:7: "more" is beyond the last column. Put cells that hold commas in quotes.',
        "refs.csv:8: the row has 3 cells for 5 columns. Write a comma for each blank one.",
    ]


def test_rows_that_cannot_be_meant_are_told(tmp_path: Path) -> None:
    text = HEAD + "2026-04-02,urgnet,2026-04-03,\n2026-04-02,,1880-01-01,x\n"
    scenario = GROUPED.replace("    ages:", "    priorities: {urgent: 1 %, soon: 99 %}\n    ages:")
    assert told(tmp_path, text, scenario) == [
        "refs.csv:2: birth_date: 2026-04-03 is after the referral, 2026-04-02. Correct one.",
        'refs.csv:2: priority: unknown priority "urgnet". Did you mean "urgent"?',
        "refs.csv:3: birth_date: 1880-01-01 is over 120 years before the referral. Correct it.",
        'refs.csv:3: sex: "x" is no category of "sex". Choose f or m.',
    ]


def test_mistakes_of_the_file_are_told_beside_those_of_the_scenario(tmp_path: Path) -> None:
    scenario = GROUPED.replace("wte: 6", "wte: many")
    found = told(tmp_path, HEAD + "2026-04-31,,,\n2026-04-02,,,x\n", scenario)
    assert [line.split(": ")[:2] for line in found] == [
        ["f.yaml:10", "staff.nurses.wte"],
        ["refs.csv:2", "date"],
        ["refs.csv:3", "sex"],
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1: the file is empty. Write the names of the columns on its first line."),
        ("date;sex\n", "1: columns are not separated by commas. Save the file as CSV with commas."),
        ("date\n", "1: the file has no rows. Write one for each referral."),
        ("sex\nf\n", "1: date: there is no such column. Add it, with a value in each row."),
        (
            "dates\n2026-04-02\n",
            '1: date: there is no such column. Did you mean "dates"? Rename it.',
        ),
        ("date,sex,sex\n", '1: "sex" names 2 columns. Name each once.'),
        ("date,,sex\n2026-04-02,,\n", "1: a column has no name. Name it, or delete it."),
        (b"date\n\xff\n", '2: the file is not in UTF-8. Save it again as "CSV UTF-8".'),
        ("date\n2026-04-02\0\n", "2: the line holds the control character 0x0. Delete it."),
        ("date\n" + "9" * 201 + "\n", "2: date: the cell is too long. Use at most 200 characters."),
        (
            ",".join("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNO"),
            "1: there are 41 columns; at most 40 fit.",
        ),
    ],
)
def test_a_file_of_the_wrong_form_says_how_to_mend_it(
    tmp_path: Path, text: str | bytes, message: str
) -> None:
    assert f"refs.csv:{message}" in told(tmp_path, text)


def test_an_open_quotation_mark_is_told_where_its_row_begins(tmp_path: Path) -> None:
    found = told(tmp_path, 'date,sex\n2026-04-02,f\n"2026-04-02,f\n2026-04-02,f\n')
    assert found == [
        "refs.csv:3: the row cannot be read as CSV (unexpected end of data). "
        "Check its quotation marks."
    ]


def test_a_file_may_not_be_larger_or_longer_than_can_be_read(tmp_path: Path) -> None:
    path = csv(tmp_path, b"x" * (MOST_BYTES + 1))
    with pytest.raises(ValueError, match=r"is over 32 MB\. Keep only the columns and rows"):
        read_rows(path, "refs.csv")
    path = csv(tmp_path, "date\n" + "2026-04-02\n" * (MOST_ROWS + 1))
    found = read_rows(path, "refs.csv")
    assert [str(p) for p in found.problems] == [
        "refs.csv:200002: there are over 200,000 rows. Scale the scenario down, or leave out rows "
        "that it does not need."
    ]


OUT_OF = " leads out of this file's folder. Put the file beside this one."
ROOT = " starts from the root of the disk. Put the file beside this one."
LINK = " is a link out of this file's folder. Copy the file itself beside this one."


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("gone.csv", " is not there. Check the name and the folder."),
        ("folder.csv", " is not a file. Name a CSV file."),
        ("../out.csv", OUT_OF),
        ("a/../out.csv", OUT_OF),
        ("/etc/x.csv", ROOT),
        ("C:/x.csv", ROOT),
        ("a\\x.csv", ' has a backslash. Write "/" between folders.'),
        ("refs.txt", " does not end in .csv. Name a CSV file beside this one, or none."),
        ("link.csv", LINK),
    ],
)
def test_only_files_inside_the_scenarios_folder_are_read(
    tmp_path: Path, name: str, wrong: str
) -> None:
    message = f'"{name}"{wrong}'
    csv(tmp_path, "date\n2026-04-02\n", "out.csv")
    folder = tmp_path / "scenarios"
    (folder / "folder.csv").mkdir(parents=True)
    (folder / "link.csv").symlink_to(tmp_path / "out.csv")
    for text in (
        DATED.replace("refs.csv", f"'{name}'"),
        changed(
            "title:",
            f"changes: [{{on: 2026-05-01, pathways.autism.referrals.dates: '{name}',"
            " pathways.autism.referrals.rate: 0 a week}]\ntitle:",
        ),
    ):
        found = [problem.message for problem in problems(folder, text)]
        assert found == [message]
    with pytest.raises(ScenarioError) as caught:
        load(write(folder, DATED), [f"pathways.autism.referrals.dates={name}"])
    assert message in [problem.message for problem in caught.value.problems]


def test_a_name_is_as_seen_from_the_file_in_which_it_is_written(tmp_path: Path) -> None:
    for name, text in (("one", "date\n2026-04-02\n"), ("two", "date\n2026-04-03\n2026-04-04\n")):
        (tmp_path / name).mkdir()
        csv(tmp_path / name, text)
    write(tmp_path / "one", DATED, "base.yaml")
    path = write(tmp_path / "two", "extends: ../one/base.yaml\n")
    assert len(dates_of(load(path)).entries) == 1
    assert load(path).lists[0].startswith("../one/refs.csv, 1 row, SHA-256 ")
    own = "extends: ../one/base.yaml\npathways: {autism: {referrals: {dates: refs.csv}}}\n"
    assert len(dates_of(load(write(tmp_path / "two", own))).entries) == 2


def test_a_rate_and_dates_do_not_go_together(tmp_path: Path) -> None:
    csv(tmp_path, "date\n2026-04-02\n")
    text = DATED.replace("dates:", "rate: 12 a week\n      growth: 2 % a year\n      dates:")
    found = [str(p).partition("f.yaml:")[2] for p in problems(tmp_path, text)]
    assert found == [
        "17: pathways.autism.referrals.rate: says how many are referred, and so does the file of "
        'dates. Remove one of the two; in a dated change write "dates: none", or "rate: 0 a week".',
        "18: pathways.autism.referrals.growth: says how many are referred, and so does the file of "
        'dates. Remove one of the two; in a dated change write "dates: none".',
    ]
    none = DATED.replace("dates: refs.csv", "days: every")
    assert 'Add "rate: 12 a week", or "dates:" with a CSV file.' in str(problems(tmp_path, none)[0])


CHANGES = """\
changes:
  - on: 2026-06-01
    pathways.autism.referrals: {dates: none, rate: 5 a week}
  - on: 2026-08-01
    pathways.autism.referrals: {dates: more.csv, rate: 0 a week}
"""


def test_a_change_goes_from_a_file_to_a_rate_and_back_and_names_rows_left_out(
    tmp_path: Path,
) -> None:
    csv(tmp_path, "date\n2026-04-02\n2026-06-03\n2026-03-31\n2027-04-02\n2027-04-02\n")
    csv(
        tmp_path, "date\n2026-08-02\n" + "".join(f"2026-07-0{n}\n" for n in range(1, 9)), "more.csv"
    )
    loaded = sound(tmp_path, DATED + CHANGES)
    sources = [epoch.pathways["autism"].referrals for _, epoch in loaded.epochs]
    assert [(one.dates.name if one.dates else None, one.rate) for one in sources] == [
        ("refs.csv", 0),
        (None, 5),
        ("more.csv", 0),
    ]
    assert [str(w).rpartition(os.sep)[2] for w in loaded.warnings] == [
        "more.csv:3: date: 8 referrals are on days on which autism does not go by this file, and "
        "left out: 8 dates from 2026-07-01 to 2026-07-08.",
        "refs.csv:3: date: 1 referral is on days on which autism does not go by this file, and "
        "left out: 2026-06-03.",
        "refs.csv:4: date: 3 referrals are outside the run, which is from 2026-04-01 to "
        "2027-04-01, and left out: 2026-03-31, 2027-04-02.",
    ]


def test_children_referred_at_the_leaving_age_are_told(tmp_path: Path) -> None:
    loaded = read(tmp_path, "date,birth_date\n2026-05-01,2008-04-30\n2026-05-01,2008-05-30\n")
    assert [str(w).rpartition(os.sep)[2] for w in loaded.warnings] == [
        "refs.csv:2: birth_date: 1 referral is of children who had reached autism's leaving age, "
        "18, and leave the first list. Lines 2."
    ]


def test_the_register_names_the_file_with_its_source_rows_and_sha256(tmp_path: Path) -> None:
    scenario = DATED.replace("refs.csv", "{value: refs.csv, source: records, confidence: high}")
    loaded = read(tmp_path, "date\n2026-04-02\n", scenario)
    (found,) = [a for a in loaded.assumptions if a.path[-1] == "dates"]
    assert found.value_text == loaded.lists[0]
    assert found.value_text == f"refs.csv, 1 row, SHA-256 {dates_of(loaded).sha256}"
    assert (found.source, found.confidence) == ("records", "high")
