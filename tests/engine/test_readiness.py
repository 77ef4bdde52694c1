"""Whether the kernel must be compiled first can be told without compiling it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from small_scenario import small_scenario

from waitsim.engine.run import KERNEL, REFERENCE, is_ready, run_block
from waitsim.model.build import build_model

_ASK = "from waitsim.engine.run import KERNEL, is_ready; print(is_ready(KERNEL))"


def test_the_kernel_is_not_ready_where_nothing_has_been_compiled(tmp_path: Path) -> None:
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path), "NUMBA_DISABLE_JIT": "0"}
    asked = subprocess.run(
        [sys.executable, "-c", _ASK], env=environment, capture_output=True, text=True, check=True
    )
    assert asked.stdout.strip() == "False"


def test_the_reference_engine_is_always_ready() -> None:
    assert is_ready(REFERENCE)


@pytest.mark.skipif(bool(os.environ.get("NUMBA_DISABLE_JIT")), reason="nothing is compiled")
def test_the_kernel_is_ready_once_it_has_run(tmp_path: Path) -> None:
    loaded = small_scenario(tmp_path)
    run_block(build_model(loaded.epochs, loaded.identity), 1, 0, 1, engine=KERNEL)
    assert is_ready(KERNEL)
