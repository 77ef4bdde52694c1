"""Lets tests of the engines share what is in this folder, by plain imports."""

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(params=["reference", "kernel"])
def run(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """Runs a service worked by hand on each of the engines: see `worked.tell`."""
    from worked import tell  # noqa: PLC0415 - found only once the folder is on the path

    return functools.partial(tell, request.param)
