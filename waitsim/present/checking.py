"""The check of a scenario before it is run, shown."""

from rich.console import Console

from waitsim.model.build import build_model
from waitsim.model.check import pre_run_facts
from waitsim.present.preflight import oddities, overview, preflight_tables
from waitsim.present.terminal import print_table
from waitsim.present.wording import counted
from waitsim.scenario.load import Loaded


def show_check(loaded: Loaded, out: Console) -> None:
    """Shows what a scenario asks for and what looks odd in it."""
    model = build_model(loaded.epochs, loaded.identity)
    facts = pre_run_facts(loaded.epochs, model)
    for line in overview(loaded):
        out.print(line)
    out.print()
    for table in preflight_tables(loaded, model, facts):
        print_table(out, table)
    odd = oddities(loaded, model, facts)
    for line in odd:
        out.print(f"Warning: {line}", style="yellow", soft_wrap=True)
    out.print(f"This scenario can be run; {counted(len(odd), 'warning')}.")
