"""The one number of each replication by which scenarios are held against one another."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from waitsim.experiments.headline import HEADLINES, Headline
from waitsim.results.results import Results
from waitsim.scenario.load import Loaded
from waitsim.scenario.part import spoken
from waitsim.scenario.standards import clocks_of

Floats = NDArray[np.float64]

_ADDS_UP: Final = "referrals"
"""The unit of what may be added up over standards."""


@dataclass(frozen=True)
class Yardstick:
    """A headline value of one standard, or of all standards taken together.

    Args:
        standard: ``pathway.standard``; empty for the sum over all, in which a child counts once
            for each standard.
        subject: the pathway and the standard as people read them.
    """

    headline: Headline
    standard: str
    subject: str

    @property
    def higher(self) -> bool:
        """Whether higher values are better."""
        return self.headline.better == "higher"

    def values(self, results: Results) -> Floats:
        """Shape (replication,); nan where it is not defined."""
        values = self.headline.values(results)
        if not self.standard:
            return np.asarray(values.sum(axis=1))
        names = [each.name for each in results.header.standards]
        return np.asarray(values[:, names.index(self.standard)])


def standards_of(loaded: Loaded) -> dict[str, str]:
    """Each standard of a scenario, ``pathway.standard``, as people read it."""
    return {
        f"{key}.{name}": f"{spoken(key, pathway)}: {spoken(name, standard)}"
        for key, pathway in loaded.scenario.pathways.items()
        for name, standard in clocks_of(pathway.standards).items()
    }


def read_yardstick(text: str, standards: dict[str, str]) -> Yardstick:
    """What a text such as ``waiting_end`` or ``autism.concluded.share_within_end`` names.

    Args:
        standards: those there are, see `standards_of`.
    Raises:
        ValueError: if it names no value or no standard, with how to mend it.
    """
    standard, _, name = text.strip().rpartition(".")
    entry = next((entry for entry in HEADLINES if entry.name == name), None)
    if entry is None:
        raise ValueError(_unknown("value", name, [entry.name for entry in HEADLINES]))
    if standard and standard not in standards:
        raise ValueError(_unknown("standard", standard, list(standards)))
    if not standard and entry.unit != _ADDS_UP:
        if len(standards) > 1:
            example = f"{next(iter(standards))}.{name}"
            raise ValueError(
                f'"{name}" does not add up over standards. Name one of them, as in {example}.'
            )
        standard = next(iter(standards), "")
    return Yardstick(entry, standard, standards.get(standard, "all standards"))


def _unknown(what: str, name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    hint = f'Did you mean "{near[0]}"?' if near else f"There are {', '.join(known)}."
    return f'unknown {what} "{name}". {hint}'
