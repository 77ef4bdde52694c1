"""The engine, compiled ahead of the first run."""

import time
from typing import Final

from waitsim.engine.run import KERNEL, available_engine, is_ready, kernel_folder, run_block
from waitsim.model.build import build_model
from waitsim.model.tables import Model
from waitsim.present.running import COMPILING, Screen
from waitsim.present.terminal import progress_bar
from waitsim.scenario.bundled import bundled_folder
from waitsim.scenario.load import load

_SCENARIO: Final = "kent_medway/baseline.yaml"
# A short run, in which chance takes staff away, so that nothing is left to be compiled later.
_SETS: Final = ("horizon=1 week", "staff.paediatricians.absence=5 %")


def warm_and_show(screen: Screen) -> None:
    """Compiles the engine unless that was done before, and tells how long it took and where it is.

    Raises:
        ScenarioError: if the scenarios that come with waitsim are missing.
    """
    if available_engine() != KERNEL:
        screen.out.print("Numba cannot be loaded here, so there is nothing to compile.")
        return
    began = time.monotonic()
    ready = is_ready(KERNEL)
    if not ready:
        screen.err.print(COMPILING)
    with progress_bar(screen.err, "Preparing" if ready else "Compiling") as bar:
        run_block(model(), 1, 0, 1, engine=KERNEL)
        bar.update(bar.task_ids[0], total=1, completed=1)
    seconds = time.monotonic() - began
    screen.out.print(f"The engine {'was ready' if ready else 'is ready now'}.")
    folder = kernel_folder()
    if folder:
        screen.out.print(f"Kept in: {folder}", soft_wrap=True)
    elif not ready:
        screen.err.print("Notice: nothing could be kept. Name a folder in NUMBA_CACHE_DIR.")
    screen.err.print(f"Took {seconds:.1f} seconds.")


def model() -> Model:
    """A scenario that needs all that is compiled."""
    loaded = load(bundled_folder() / _SCENARIO, _SETS)
    return build_model(loaded.epochs, loaded.identity)
