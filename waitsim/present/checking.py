"""The check of a scenario before it is run, shown."""

from typing import Final

from rich.console import Console

from waitsim.engine.run import available_engine, is_ready
from waitsim.experiments.beside_theory import beside_theory, theory_alone
from waitsim.experiments.list_targets import list_targets
from waitsim.experiments.reductions import reductions
from waitsim.model.build import build_model
from waitsim.model.check import pre_run_facts
from waitsim.model.tables import Model
from waitsim.present.preflight import oddities, overview, preflight_tables
from waitsim.present.terminal import print_table
from waitsim.present.theory_tables import others_said, targets_table, theory_table
from waitsim.present.wording import counted
from waitsim.scenario.load import Loaded

_ENGINE_NEEDED: Final = "the engine is not compiled yet; waitsim warm does it"


def show_check(loaded: Loaded, out: Console) -> None:
    """Shows what a scenario asks for and what looks odd in it."""
    model = build_model(loaded.epochs, loaded.identity)
    facts = pre_run_facts(loaded.epochs, model)
    for line in overview(loaded):
        out.print(line)
    out.print()
    for table in preflight_tables(loaded, model, facts):
        print_table(out, table)
    show_theory(loaded, model, out)
    odd = oddities(loaded, model, facts)
    for line in odd:
        out.print(f"Warning: {line}", style="yellow", soft_wrap=True)
    out.print(f"This scenario can be run; {counted(len(odd), 'warning')}.")


def show_theory(loaded: Loaded, model: Model, out: Console) -> None:
    """Shows what theory says of the parts of a scenario that come down to a closed form.

    Nothing is run where none does, or where the engine would have to be compiled first.
    """
    targets = list_targets(model)
    if targets:
        print_table(out, targets_table(targets))
    fixed = len(loaded.epochs) == 1 and loaded.drawing is None
    known = reductions(loaded.scenario, fixed=fixed)
    if known.found:
        ready = is_ready(available_engine())
        rows = (
            beside_theory(loaded.scenario, known.found)
            if ready
            else theory_alone(known.found, _ENGINE_NEEDED)
        )
        print_table(out, theory_table(rows))
    if known.others:
        out.print(others_said(known.others), soft_wrap=True)
        out.print()
