"""Discrete-event simulation of health waiting lists.

>>> import waitsim as ws
>>> scenario = ws.load("scenarios/kent_medway/baseline.yaml")
>>> results = ws.run(scenario, replications=20, seed=1)
>>> ws.headline(results)
"""

import importlib
from typing import Any

__version__ = "0.1.0"

# Each public name and the module that owns it, which is imported when the name is first used.
_OWNERS = {
    "load": "waitsim.scenario.load",
    "run": "waitsim.experiments.replicate",
    "compare": "waitsim.experiments.compare",
    "sweep": "waitsim.experiments.sweep",
    "read": "waitsim.results.store",
    "headline": "waitsim.experiments.summary",
    "series": "waitsim.experiments.summary",
    "MEASURES": "waitsim.results.measures",
    "measure": "waitsim.results.measures",
    "ScenarioError": "waitsim.errors",
}

__all__ = ["__version__", *_OWNERS]  # noqa: PLE0604 (all are texts)


def __getattr__(name: str) -> Any:
    """A public name, from the module that owns it."""
    if name not in _OWNERS:
        raise AttributeError(f"module 'waitsim' has no attribute {name!r}")
    return getattr(importlib.import_module(_OWNERS[name]), name)


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
