import io
import re

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from waitsim.errors import Problem
from waitsim.present.table import Column, Table, row
from waitsim.present.terminal import console, print_problems, print_table, progress_bar

TABLE = Table(
    caption="Waits",
    columns=(
        Column("Pathway"),
        Column("Standard"),
        Column("Waiting on 31 March 2029", number=True),
        Column("Prediction band", number=True, spare=1),
        Column("Target", spare=2),
    ),
    rows=(
        row("Autism", "begun within 13 weeks", "9,410 (9,300 to 9,520)", "9,100 to 9,700", "none"),
        row("Autism", "concluded", "1", "0 to 3", "met from 31 March 2028"),
        row("Speech & [language]", "first contact", "12", "1 to 20", "none"),
    ),
    notes=("How to read it.",),
)


def printed(table: Table, width: int) -> str:
    stream = io.StringIO()
    out = console(stream)
    out.width = width
    print_table(out, table)
    return stream.getvalue()


@given(width=st.integers(30, 160))
def test_no_line_is_longer_than_the_terminal_is_wide(width: int) -> None:
    assert max(cell_len(line) for line in printed(TABLE, width).splitlines()) <= width


def test_all_columns_are_shown_where_there_is_room() -> None:
    text = printed(TABLE, 140)
    assert "met from 31 March 2028" in text
    assert "9,100 to 9,700" in text
    assert "Not shown" not in text


def test_columns_that_can_be_spared_are_named_where_they_are_left_out() -> None:
    text = " ".join(printed(TABLE, 46).split())
    assert "31 March 2028" not in text
    assert "Not shown for want of room: Prediction band, Target." in text
    assert "9,410" in text


def test_a_name_that_stands_for_several_rows_is_said_once() -> None:
    assert printed(TABLE, 140).count("Autism") == 1


def test_an_interval_stands_in_one_piece_below_its_number() -> None:
    assert re.search(r"9,410 .*\n.*\(9,300 to 9,520\)", printed(TABLE, 90))


def test_square_brackets_are_text_and_no_markup() -> None:
    assert "[language]" in printed(TABLE, 140)


def test_a_pipe_gets_no_control_codes() -> None:
    stream = io.StringIO()
    err = console(stream)
    with progress_bar(err, "Simulating") as bar:
        bar.update(bar.task_ids[0], completed=3, total=3)
    print_table(err, TABLE)
    print_problems(err, [Problem("a.yaml", 3, "staff", "is [bold]wrong[/bold]. Mend it.")])
    assert "\x1b" not in stream.getvalue()
    assert "a.yaml:3: staff: is [bold]wrong[/bold]. Mend it.\n1 problem\n" in stream.getvalue()


def test_a_terminal_that_knows_few_letters_is_no_reason_to_fail() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii", errors="replace")
    print_table(console(stream), Table("£ a week § ½ 1", (Column("£"),), (row("£1"),)))
    stream.flush()
    assert b"?1" in raw.getvalue()
