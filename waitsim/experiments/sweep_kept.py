"""What is kept of a case already, block by block."""

import dataclasses
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from waitsim.experiments.earlier_runs import EarlierRuns
from waitsim.experiments.models import Models
from waitsim.experiments.replicate import finish, folder_of
from waitsim.experiments.sweep_jobs import Bench
from waitsim.experiments.sweep_plan import Plan
from waitsim.experiments.sweep_values import values_of
from waitsim.results.blocks import Span, spans
from waitsim.results.results import Results
from waitsim.results.store import DamagedResultsWarning, Store, guarding
from waitsim.results.stored import DAMAGED, Fault
from waitsim.results.tidying import set_aside
from waitsim.results.values import Values, ValueStore
from waitsim.scenario.load import Loaded
from waitsim.scenario.settings import Setting

Found = Iterator[tuple[Span, Values | None]]


@dataclass(frozen=True)
class Kept:
    """Where to look for a case.

    Args:
        root: folder of results.
    """

    root: Path
    loaded: Loaded
    plan: Plan
    bench: Bench
    settings: tuple[Setting, ...]
    earlier: EarlierRuns


def kept_values(kept: Kept) -> Found:
    """Each block of a case with the values that are there, from a sweep or a run of its own.

    Warns:
        DamagedResultsWarning: if a file is no good.
    """
    identity = kept.loaded.identity
    store = ValueStore(kept.root, identity, kept.plan.seed)
    for block in spans(kept.plan.replications):
        values, damaged = store.longest(block)
        for error in damaged.values():
            message = f"{error}; it is set aside in {DAMAGED} and made anew."
            warnings.warn(message, DamagedResultsWarning, stacklevel=2)
        set_aside(kept.root, [Fault(path, str(error)) for path, error in damaged.items()])
        if values is None or len(values.array) < block.count:
            run = kept.earlier.values(identity, block)
            if run is not None and len(run.array) == block.count:
                with guarding(kept.root):
                    store.save(block, run)
                values = run
        yield block, values


def kept_tallies(kept: Kept) -> Found:
    """Each block of a case with its values, if all of its tallies are there."""
    loaded, models = kept.bench.models(kept.settings)
    store = tally_store(kept.root, loaded, models, kept.plan)
    for block in store.spans():
        tallies = store.load(block)
        header = dataclasses.replace(store.header, replications=block.count)
        if tallies is None:
            yield block, None
        else:
            own = models.own(block.count, store.own(), block.first)
            yield block, values_of(Results(header, tallies, own))


def finish_tallies(root: Path, loaded: Loaded, models: Models, plan: Plan) -> None:
    """Writes what the run of a case was, once its tallies are kept.

    Raises:
        ScenarioError: if it cannot be written.
    """
    finish(models, plan.replications, tally_store(root, loaded, models, plan))


def tally_store(root: Path, loaded: Loaded, models: Models, plan: Plan) -> Store:
    """Where the tallies of a case are kept."""
    return Store(folder_of(loaded, root, plan.seed), models.header(plan.replications))
