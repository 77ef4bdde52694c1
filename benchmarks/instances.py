"""The fixed instances that speed is measured on: ordinary scenario files."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from waitsim.scenario.load import Loaded, load

ROOT: Final = Path(__file__).parents[1]
SCENARIOS: Final = Path(__file__).parent / "scenarios"
LARGEST: Final = 16.0
"""Factor of a day's referrals; beyond it the run is longer, as a day's count has a limit."""


@dataclass(frozen=True)
class Instance:
    """A scenario under a fixed name."""

    name: str
    title: str
    path: Path

    def load(self, sets: Sequence[str] = ()) -> Loaded:
        """The scenario as read, with settings laid over it."""
        return load(self.path, sets)


INSTANCES: Final = (
    Instance("mmc", "M/M/5 at a load of 90 %, 100,000 arrivals", SCENARIOS / "mmc.yaml"),
    Instance(
        "wl_5x6", "WL-5x6: 5 pathways, 6 lists each, 8 staff pools", SCENARIOS / "wl_5x6.yaml"
    ),
    Instance(
        "kent", "Kent and Medway as it stands", ROOT / "scenarios" / "kent_medway" / "baseline.yaml"
    ),
    Instance(
        "everything", "WL-5x6 with every mechanism there is", SCENARIOS / "everything_on.yaml"
    ),
)


def instance(name: str) -> Instance:
    """The instance of a name.

    Raises:
        ValueError: if there is none.
    """
    for one in INSTANCES:
        if one.name == name:
            return one
    raise ValueError(f"there is no instance {name}")


def scaled_wl(factor: float) -> Loaded:
    """WL-5x6 with so many times the referrals, opening lists and staff.

    A factor above 16 makes the run longer in place of more on a day, and leaves growth out.
    """
    wl = instance("wl_5x6")
    tree = yaml.safe_load(wl.path.read_text(encoding="utf-8"))
    longer, factor = max(factor / LARGEST, 1.0), min(factor, LARGEST)
    sets = [f"staff.{name}.wte=x{factor:g}" for name in tree["staff"]]
    if longer > 1:
        days = int(tree["horizon"].split()[0])
        sets.append(f"horizon={round(days * longer)} days")
    for name, pathway in tree["pathways"].items():
        sets.append(f"pathways.{name}.referrals.rate=x{factor:g}")
        if longer > 1:
            sets.append(f"pathways.{name}.referrals.growth=0 % a year")
        for step, opening in pathway["opening"].items():
            for band, children in opening["waiting"].items():
                place = f"pathways.{name}.opening.{step}.waiting.{band}"
                sets.append(f"{place}={round(children * factor)}")
    return wl.load(sets)
