"""The reference page of scenario files, made from the schema and its docstrings."""

import inspect
from collections.abc import Iterator, Sequence
from typing import Final

from waitsim.scenario import quantities
from waitsim.scenario.cancelling import Cancels
from waitsim.scenario.choosing import Choice
from waitsim.scenario.differing import Differing
from waitsim.scenario.escalating import Escalation
from waitsim.scenario.forms import (
    STEP_KINDS,
    Field,
    FixedOrDrawn,
    Form,
    Listing,
    Table,
    Text,
    fields,
)
from waitsim.scenario.lasting import Duration
from waitsim.scenario.leaving import Leaving
from waitsim.scenario.long_waiters import LongWaiters
from waitsim.scenario.onward import AlsoRefers, ReRefers
from waitsim.scenario.part import DateRange, Part, Source
from waitsim.scenario.quantities import Quantity
from waitsim.scenario.referring import Referrals
from waitsim.scenario.resolving import Resolves
from waitsim.scenario.schema import Opening, Pathway, Scenario
from waitsim.scenario.staffing import Calendar, Protected, StaffGroup
from waitsim.scenario.standards import Exceptions, Standard
from waitsim.scenario.steps import Contact, Course, Dna, Review, StandIn
from waitsim.scenario.uncertain import Uncertain

_INTRO: Final = """\
# Scenario files: every field

Made from the schema by `waitsim.scenario.reference`; a test keeps it up to date.

A scenario is a YAML file of `name: value` lines. Units are always written. Any value may be
written `{value: 12, source: S3, confidence: high, note: by hand}`, and any mapping may hold
`source:`, `confidence:` (high, medium or low) and `note:` for all the figures inside it. Names of
parts are small letters, digits and underscores. What is not listed here is refused.
"""

_OVER: Final = """\
## One file over another: `extends`

`extends: baseline.yaml` at the top of a file takes over everything that the named file says.
Mappings merge, the extending file's values win, and lists are replaced whole, but for `changes`,
which are joined. An empty value takes away what the other file says.

## Parts of other files: `use`

`use: [../library/adhd.yaml, ../library/autism.yaml]` takes over the `sources`, `calendar`, `staff`,
`groups`, `pathways` and `uncertain` of several files, each of which can also be run alone. What
they say lies below all else: this file's values win, and so do those of a file that it extends.
Where two files that are used say different things of one value, this file must say which holds.
They may not extend or use others, nor have changes of their own.

## Sums to check: `expects`

What follows from a file by hand, such as hours asked for and given, under names of your own. A run
takes no notice of it, nor does a file that extends or uses this one; tests work out that of the
files in `scenarios/library/`.

## Dated changes: `changes`

A list. Each item says when, and names values by their path:

| key | what it is | written as |
|---|---|---|
| `on` | First day, for good. | a date |
| `from`, `to` | First and last day, for a while; either may be left out. | dates |
| `lead` | Time from that day until the change begins, such as recruitment. | a length of time |
| `ramp` | Time over which the change takes full effect, a step each week. | a length of time |
| `note` | What a reader should know. | text |
| `name` | By which a sweep names the change: `changes.recruits.on`. | a name |
| `outsource` | Slots bought elsewhere, on top of those there are. | a step, slots and a price |
| `initiative` | One's own slots on top of the usual ones. | a step, slots, maybe a price |
| any path, such as `staff.nurses.wte` | The value from then on. | a new value, or a change of it |

A change of the present value is written `+2`, `-1 a week`, `+10 %` (of it), `+2 points` (of a
share) or `x1.1`; `to -2 % a year` is a new value although it has a sign.

Slots are bought by `outsource: {step: autism.assessment, slots: 20 a week, price: £1400}`, or a
list of such; those of several changes at once add up, and each keeps its price.

Names, kinds and order of steps, priorities, ages, standards and opening lists are fixed for a run.
Minutes of a staff group that a step does not have yet, or the share of a new target, count from
nothing.
"""

_PARTS: Final[Sequence[tuple[str, str, type[Part]]]] = (
    ("The file", "", Scenario),
    ("Publications", "sources.<key>", Source),
    ("Calendar", "calendar", Calendar),
    ("School holidays", "calendar.school_holidays.<name>", DateRange),
    ("Staff groups", "staff.<name>", StaffGroup),
    ("Protected shares of staff time", "staff.<name>.protects.<name>", Protected),
    ("Pathways", "pathways.<name>", Pathway),
    ("Referrals", "pathways.<name>.referrals", Referrals),
    *(
        (f"Steps: {kind}", "pathways.<name>.steps.<name>", model)
        for kind, model in STEP_KINDS.items()
    ),
    ("Missed contacts", "pathways.<name>.steps.<name>.dna", Dna),
    ("Cancelled contacts", "pathways.<name>.steps.<name>.cancels", Cancels),
    ("Leaving by time waited", "pathways.<name>.steps.<name>.leaving", Leaving),
    ("Staff who stand in", "pathways.<name>.steps.<name>.or_staff", StandIn),
    ("Times drawn at random", "pathways.<name>.steps.<name>.lasts", Duration),
    ("Differences between children", "pathways.<name>.steps.<name>.differs", Differing),
    ("Further referrals", "pathways.<name>.steps.<name>.also_refers.<pathway>", AlsoRefers),
    ("Escalation while waiting", "pathways.<name>.steps.<name>.escalates.<name>", Escalation),
    ("A share for long waiters", "pathways.<name>.steps.<name>.long_waiters", LongWaiters),
    ("Choice of another provider", "pathways.<name>.steps.<name>.choice", Choice),
    ("Referrals after an end", "pathways.<name>.re_refers.<end>", ReRefers),
    (
        "Referrals that another resolves",
        "pathways.<name>.resolves.<end>.<pathway>",
        Resolves,
    ),
    ("Standards", "pathways.<name>.standards.<name>", Standard),
    ("Exceptions to a standard", "pathways.<name>.standards.<name>.exceptions", Exceptions),
    ("Opening lists", "pathways.<name>.opening.<step>", Opening),
    ("Numbers that are not known exactly", "uncertain.<path>", Uncertain),
)
_AS_CONTACT: Final = (Course, Review)

_QUANTITIES: Final = (
    quantities.TIME,
    quantities.RATE,
    quantities.SHARE,
    quantities.ROUTE,
    quantities.HAZARD,
    quantities.GROWTH,
    quantities.MONEY,
    quantities.HOURLY,
    quantities.NUMBER,
    quantities.WHOLE,
    quantities.YES_NO,
    quantities.DATE,
    quantities.MONTH_DAY,
    quantities.WAITS,
    quantities.TIMES,
    quantities.AGES,
    quantities.BOUND,
    quantities.FILE,
)


def reference_markdown() -> str:
    """A page that lists every field: what it is, how it is written, what holds if it is not."""
    return "\n".join([_INTRO, *_quantities(), *_sections(), _OVER])


def _quantities() -> Iterator[str]:
    yield "## How values are written\n"
    yield "| value | examples |\n|---|---|"
    for quantity in _QUANTITIES:
        examples = ", ".join(f"`{example}`" for example in quantity.examples)
        yield f"| {quantity.name} | {examples} |"
    yield ""


def _sections() -> Iterator[str]:
    for title, path, model in _PARTS:
        yield f"## {title}: `{path}`\n" if path else f"## {title}\n"
        yield f"{_says(model)}\n"
        shown = dict(fields(model))
        if model in _AS_CONTACT:
            same = [key for key, field in fields(Contact).items() if shown.get(key) == field]
            shown = {key: field for key, field in shown.items() if key not in same}
            yield "All that a contact has, and:\n"
        yield "| key | what it is | written as | if left out |\n|---|---|---|---|"
        # What a step is comes first, although a model holds it behind what it shares with others.
        for key in sorted(shown, key=lambda key: key != "kind"):
            yield _row(shown[key])
        yield ""


def _row(field: Field) -> str:
    says = field.says.replace("``", "`")
    return f"| `{field.key}` | {says} | {_written(field.form)} | {_otherwise(field)} |"


def _otherwise(field: Field) -> str:
    """What holds where a field is not written."""
    if field.required:
        return "must be written"
    form = field.form.fixed if isinstance(field.form, FixedOrDrawn) else field.form
    if isinstance(form, Quantity) and field.default is not None:
        return f"`{form.say(field.default)}`"
    if isinstance(field.form, Table) and field.default:
        assert isinstance(field.form.value, Quantity)
        pairs = (f"{key}: {field.form.value.say(x)}" for key, x in field.default.items())
        return f"`{', '.join(pairs)}`"
    if isinstance(field.form, Listing) and field.default:
        assert isinstance(field.form.item, Quantity)
        items = [field.form.item.say(item) for item in field.default]
        return f"`{items[0]}` {len(items)} times" if len({*items}) == 1 else f"`{', '.join(items)}`"
    return ""


def _written(form: Form) -> str:
    """How a value is written, in a few words."""
    if isinstance(form, Quantity):
        return _quantity(form)
    if isinstance(form, Listing):
        one = _written(form.item)
        return f"{one}, or a list of several" if form.single else f"list: {one}"
    if isinstance(form, FixedOrDrawn):
        title = next(title for title, _, model in _PARTS if model is form.drawn)
        return f"{_written(form.fixed)}; or lines, see {title[0].lower()}{title[1:]}"
    if isinstance(form, Table):
        inner = _written(form.value)
        key = form.key.name if isinstance(form.key, Quantity) else "name"
        one = "names, with lines below each" if inner == "lines" else f"lines of {key}: {inner}"
        return f"name, or {one}" if form.single else one
    if isinstance(form, Text):
        return "name" if form.pattern else "text"
    return "lines"


def _quantity(quantity: Quantity) -> str:
    if quantity.options:
        return " or ".join(f"`{option}`" for option in quantity.options)
    if quantity in _QUANTITIES:
        return quantity.name
    limits = []
    if quantity.least:
        limits.append(f"{quantity.say(quantity.least)} or more")
    if quantity.above is not None:
        limits.append(f"above {quantity.say(quantity.above)}")
    if quantity.most is not None and quantity.most != quantities.LONGEST:
        limits.append(f"up to {quantity.say(quantity.most)}")
    return ", ".join([quantity.name, *limits])


def _says(model: type[Part]) -> str:
    return (inspect.getdoc(model) or "").splitlines()[0]
