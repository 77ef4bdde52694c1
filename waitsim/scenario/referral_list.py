"""Referrals listed one by one in a CSV file beside a scenario, as values of a scenario."""

import datetime
import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

from pydantic import GetCoreSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, core_schema

from waitsim.scenario.figures import UnitError, shown


class Entry(NamedTuple):
    """One row; what its cells leave blank is empty or None.

    Args:
        line: of the file.
        referred: day of the referral.
        minute: of that day.
        joined: day of joining the list on which the referral waits.
        booked: day of an appointment.
        contacts: already had in a course.
        child: what the file calls the child, if several rows may be of it.
        groups: attributes with the child's categories.
    """

    line: int
    referred: datetime.date
    minute: int | None = None
    pathway: str = ""
    step: str = ""
    joined: datetime.date | None = None
    state: str = ""
    priority: str = ""
    birth_date: datetime.date | None = None
    booked: datetime.date | None = None
    contacts: int | None = None
    child: str = ""
    groups: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ReferralList:
    """The rows of a file; two are equal if they mean the same, whatever their files.

    Args:
        name: of the file, as seen from the folder of the scenario.
        sha256: of the bytes of the file, in hexadecimal.
        digest: SHA-256 of what the rows mean.
    """

    name: str = field(compare=False)
    entries: tuple[Entry, ...] = field(default=(), compare=False, repr=False)
    sha256: str = field(default="", compare=False)
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", _digest(self.entries))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(cls._of_name)

    @classmethod
    def _of_name(cls, value: Any, info: ValidationInfo) -> Self:
        """The list itself, or the one read from the file of that name."""
        if isinstance(value, cls):
            return value
        known: Any = (info.context or {}).get((cls, value))
        if not isinstance(known, cls):
            raise UnitError(f'"{shown(str(value))}" has not been read. Load the scenario file.')
        return known


class ReferralDates(ReferralList):
    """Referrals that are replayed as they were."""


class OpeningList(ReferralList):
    """Referrals that are in pathways when the run starts."""


def _digest(entries: Sequence[Entry]) -> str:
    """SHA-256 of rows, whatever their lines, the order of columns and what children are called."""
    rows_of = Counter(entry.child for entry in entries if entry.child)
    first: dict[str, int] = {}
    said = []
    for i, entry in enumerate(entries):
        several = rows_of[entry.child] > 1
        plain = entry._replace(line=0, child="", groups=tuple(sorted(entry.groups)))
        said.append([*plain, first.setdefault(entry.child, i) if several else i])
    text = json.dumps(said, default=str, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
