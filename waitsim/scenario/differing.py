"""How a step differs for some children: amounts over those of the step, as in dated changes."""

import itertools
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any, Final, Self, TypeAlias

from pydantic import (
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationError,
    model_validator,
)

from waitsim.scenario.figures import UnitError, shown
from waitsim.scenario.part import Name, Part, PartError
from waitsim.scenario.quantities import Names
from waitsim.scenario.ranges import ages_range
from waitsim.scenario.step_amounts import with_amounts
from waitsim.scenario.suggest import suggestion
from waitsim.scenario.tree import Path

PRIORITY: Final = "priority"
AGE: Final = "age"
MOST_VARIANTS: Final = 256
"""Variants of one pathway: children of whom some step says something else."""

SAME_FOR_ALL: Final = frozenset(
    (
        *("kind", "label", "differs", "order", "precedence", "follow_ups"),
        *("places", "extra_slots", "extra_slot_price", "notice", "together", "at_least"),
        *("slots", "first", "dates", "monthly", "moved"),
        *("list", "or_staff", "breach_of", "limits", "head_starts", "long_waiters"),
    )
)
"""Fields of steps that belong to the list or the place, and not to one child."""

_MOST_ENUMERATED: Final = 4096

Matched: TypeAlias = tuple[int, ...]
"""Which items of ``differs:`` apply, counted from 0."""

Said: TypeAlias = Mapping[str, str | int | None]
"""What is said of a child: its priority, age or category by name; None for any other."""


class Differing(Part):
    """For whom a step differs, and beside it any values of the step, as in a dated change."""

    model_config = ConfigDict(extra="allow")

    where: Annotated[dict[Name, Names], Field(min_length=1, max_length=9)]
    """Whom it is for: categories of ``groups``, ``priority`` classes, or an ``age`` at referral.

    All that is named must hold; of several values after one name, any.
    """

    @model_validator(mode="after")
    def _can_differ(self) -> Self:
        found: list[tuple[Path, str]] = []
        for key in self.amounts:
            if key in SAME_FOR_ALL:
                message = f'"{key}" is the same for all children. Remove the line.'
                found.append(((key,), message))
        for text in self.where.get(AGE, ()):
            try:
                ages_range(text)
            except UnitError as error:
                found.append((("where", AGE), str(error)))
        if found:
            raise PartError(found)
        return self

    @property
    def amounts(self) -> Mapping[str, Any]:
        """What differs, as written."""
        return self.model_extra or {}

    @property
    def ages(self) -> tuple[tuple[int, int], ...]:
        """Ranges of whole years at referral that it is for."""
        return tuple(ages_range(text) for text in self.where.get(AGE, ()))

    def holds(self, said: Said) -> bool:
        """Whether it is for a child of whom so much is said."""
        for name, values in self.where.items():
            value = said.get(name)
            if name == AGE:
                if not any(value is not None and a <= int(value) <= b for a, b in self.ages):
                    return False
            elif value not in values:
                return False
        return True


Differs = Annotated[tuple[Differing, ...], Field(max_length=100)]


class Varied(Part):
    """A step that may differ for some children."""

    _variants: Mapping[Matched, Any] = PrivateAttr(default_factory=dict)

    @model_validator(mode="wrap")
    @classmethod
    def _with_variants(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        step = handler(data)
        differs = getattr(step, "differs", ())
        if differs and isinstance(data, dict):
            step._variants = _variants(cls, data, differs)
        return step

    @property
    def variants(self) -> Mapping[Matched, Self]:
        """What the step is where it differs, by the items that apply."""
        return self._variants

    @property
    def ways(self) -> tuple[Self, ...]:
        """The step, and all that it is where it differs."""
        if not getattr(self, "differs", ()):
            return (self,)  # at once: private attributes are slow, and most steps do not differ
        return (self, *self._variants.values())

    def way(self, said: Said) -> Self:
        """What the step is for a child of whom so much is said."""
        differs = getattr(self, "differs", ())
        way: Self = self._variants.get(matched(differs, said), self) if differs else self
        return way


@dataclass(frozen=True)
class Dimension:
    """One thing that tells variants apart.

    Args:
        name: an attribute of ``groups``, or priority or age.
        values: what may be said of it, each an own variant; None for all that is not named. An
            age stands for all from it up to the next.
    """

    name: str
    values: tuple[str | int | None, ...]


def dimensions(
    differs: Iterable[Differing], whole: Mapping[str, Collection[str]] = MappingProxyType({})
) -> tuple[Dimension, ...]:
    """What tells children apart, in the order in which it is first named.

    Args:
        whole: all values there are of a name, so that nobody is left over where all are named.
    """
    named: dict[str, dict[str | int | None, None]] = {}
    cuts: set[int] = set()
    for item in differs:
        for name, values in item.where.items():
            if name == AGE:
                named.setdefault(AGE, {})
                cuts |= {age for low, high in item.ages for age in (low, high + 1)}
            else:
                named.setdefault(name, {None: None}).update(dict.fromkeys(values))
    found = []
    for name, known in named.items():
        given = tuple(known)
        if name == AGE:
            given = (*([] if 0 in cuts else [None]), *sorted(cuts))
        elif name in whole and set(whole[name]) <= set(given):
            given = given[1:]
        found.append(Dimension(name, given))
    return tuple(found)


def number_of_variants(given: Sequence[Dimension]) -> int:
    """How many variants dimensions make together."""
    return math.prod(len(dimension.values) for dimension in given)


def sayings(given: Sequence[Dimension]) -> Iterable[Said]:
    """What is said of each variant, the last dimension changing first."""
    names = [dimension.name for dimension in given]
    for values in itertools.product(*(dimension.values for dimension in given)):
        yield dict(zip(names, values, strict=True))


def matched(differs: Sequence[Differing], said: Said) -> Matched:
    """Which items apply to a child of whom so much is said."""
    return tuple(i for i, item in enumerate(differs) if item.holds(said))


def _variants(
    model: type[Varied], data: Mapping[str, Any], differs: Sequence[Differing]
) -> Mapping[Matched, Varied]:
    """The step where it differs, each variant read anew.

    Raises:
        PartError: with all that is wrong with them.
    """
    given = dimensions(differs)
    if number_of_variants(given) > _MOST_ENUMERATED:
        message = f"these make over {_MOST_ENUMERATED:,} variants. Name fewer groups."
        raise PartError([(("differs",), message)])
    plain = {key: value for key, value in data.items() if key != "differs"}
    found: dict[Matched, Varied] = {}
    faults: dict[tuple[Path, str], None] = {}
    for applies in dict.fromkeys(matched(differs, said) for said in sayings(given)):
        if not applies:
            continue
        try:
            tree = plain
            for i in applies:
                tree = with_amounts(tree, differs[i].amounts, ("differs", i))
            found[applies] = model.model_validate(tree)
        except PartError as error:
            faults.update(dict.fromkeys((_path(key), text) for key, text in error.faults))
        except ValidationError as error:
            faults.update(dict.fromkeys(_told(error, model, differs, applies)))
    if faults:
        raise PartError(list(faults))
    return found


def _told(
    error: ValidationError, model: type[Varied], differs: Sequence[Differing], applies: Matched
) -> Iterable[tuple[Path, str]]:
    """What is wrong with a variant, at the item that says it."""
    for detail in error.errors(include_url=False):
        cause = detail.get("ctx", {}).get("error")
        if isinstance(cause, PartError):
            for key, text in cause.faults:
                yield blamed((*detail["loc"], *_path(key)), differs, applies), text
            continue
        text = str(cause) if isinstance(cause, UnitError) else f"{detail['msg']}. Mend the value."
        if detail["type"] == "extra_forbidden":
            key = str(detail["loc"][-1])
            known = list(model.model_fields) if len(detail["loc"]) == 1 else []
            text = f'unknown key "{shown(key)}".{suggestion(key, known) or " Remove the line."}'
        elif detail["type"] == "missing":
            text = f'"{detail["loc"][-1]}" is missing. Write it in the step, or here.'
        yield blamed(detail["loc"], differs, applies), text


def blamed(loc: Path, differs: Sequence[Differing], applies: Matched) -> Path:
    """Where the last item that reaches a value of the step says so."""
    best: Path = ("differs", applies[-1])
    for i in applies:
        node: Any = differs[i].amounts
        reached: list[str | int] = []
        for part in loc:
            if not isinstance(node, dict | Mapping) or part not in node:
                continue
            node = node[str(part)]
            reached.append(part)
        if len(reached) + 2 >= len(best) and reached:
            best = ("differs", i, *reached)
    return best


def _path(key: str | Path) -> Path:
    return key if isinstance(key, tuple) else (key,)
