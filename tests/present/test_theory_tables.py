"""What theory says is shown with what a simulation gives, and what has none in one line."""

from waitsim.experiments.beside_theory import Beside
from waitsim.experiments.list_targets import ListTarget
from waitsim.experiments.reductions import Expected, Reduction
from waitsim.experiments.watching import mean_wait
from waitsim.present.theory_tables import others_said, targets_table, theory_table

WAIT = Expected("mean wait, days", 1.07865, 1440.0, mean_wait)
STAY = Reduction("s", "s.stay", "Service: stay", "M/M/3 (Erlang C)", (WAIT,), 9.0, 9.0, 16.8)
NAN = float("nan")


def test_theory_simulation_and_whether_they_agree_stand_side_by_side() -> None:
    table = theory_table(
        [
            Beside(STAY, WAIT, 1.0521, 0.94, 1.14649),
            Beside(STAY, WAIT, 1.2521, 1.14, 1.34649),
            Beside(STAY, WAIT, why="too slow to settle for a short simulation"),
        ]
    )
    assert [[cell.text for cell in cells[2:]] for cells in table.rows] == [
        ["mean wait, days", "1.08", "1.05 (0.940 to 1.15)", "yes"],
        ["mean wait, days", "1.08", "1.25 (1.14 to 1.35)", "NO"],
        ["mean wait, days", "1.08", "\N{EN DASH}", "not run"],
    ]
    assert table.notes[-1] == "Not run: too slow to settle for a short simulation."


def test_steps_without_a_closed_form_take_one_line() -> None:
    others = [("A: a", "staff who serve other steps too"), ("A: b", "steps with further contacts")]
    others.append(("B: c", "staff who serve other steps too"))
    assert others_said(others) == (
        "No closed form for 3 steps: staff who serve other steps too (2 steps); steps with further "
        "contacts (A: b)."
    )


def test_list_targets_say_where_no_relief_is_needed() -> None:
    table = targets_table(
        [
            ListTarget("CAMHS", "First help", 300.0, 620, 4.0, 0.98, 300.0, 300.9, 312.3),
            ListTarget("CAMHS", "Treatment", 9.5, 60, 18.0, NAN, 42.0, 9.7, NAN),
        ]
    )
    assert [[cell.text for cell in cells] for cells in table.rows] == [
        ["CAMHS: First help", "300", "620", "300", "301", "312"],
        ["CAMHS: Treatment", "9.50", "60", "42", "9.70", "not needed"],
    ]
