"""A made-up run: random spells, and their tallies recounted from the definitions."""

import dataclasses
import datetime
import random

import numpy as np

from waitsim.model.tables import Names
from waitsim.records import BAND_EDGES_WEEKS, LEFT_OPEN, Sizes, Tallies, empty_tallies
from waitsim.results.header import Header, Standard
from waitsim.results.needs import Need
from waitsim.results.periods import quarters
from waitsim.results.results import Results

WEEK = 10080
LISTS = 3
ENTRY_WEEKS = 120
NAMES = Names(
    pathways=("autism", "speech"),
    pathway_labels=("Autism", "Speech & language"),
    priorities=(("urgent", "routine"), ("only",)),
    steps=("autism.assessment", "autism.feedback", "speech.therapy"),
    step_labels=("assessment", "feedback", "therapy"),
    lists=("autism.assessment", "autism.feedback", "speech.therapy"),
    list_labels=("assessment", "feedback", "therapy"),
    groups=("doctors", "therapists"),
    group_labels=("Doctors", "Therapists"),
    clocks=("autism.assessment", "speech.first_contact"),
    clock_labels=("Assessment started", "First contact"),
    ends=(
        *("autism.left", "autism.aged_out", "autism.not_brought", "autism.diagnosed"),
        *("speech.left", "speech.aged_out", "speech.not_brought", "speech.done"),
    ),
    end_labels=("left", "too old", "not brought", "diagnosed") * 2,
    attributes=("sex",),
    categories=("sex.f", "sex.m"),
)


@dataclasses.dataclass(frozen=True)
class Spell:
    """One wait; ``stop`` is None while it is open at the end of the run."""

    spell: int
    priority: int
    start: int
    stop: int | None
    outcome: int


def made_up_header(days: int = 150, replications: int = 3, seed: int = 1) -> Header:
    """A header of two pathways with three lists and two standards."""
    weeks = -(-days // 7)
    start = datetime.date(2026, 4, 1)
    sizes = Sizes(
        spells=5,
        priorities=2,
        weeks=weeks,
        censuses=days // 7 + 1,
        bins=ENTRY_WEEKS + weeks + 1,
        snapshots=3,
        pathways=2,
        steps=3,
        ends=8,
        groups=2,
        further=2,
        cancelled=3,
        categories=2,
        escalating=3,
        paused=5,
        excepted=2,
        clocks=2,
        months=len(months_of(start, days)),
    )
    return Header(
        title="A made-up run",
        description="Nothing in it is real.",
        identity="0123456789abcdef" * 4,
        version="0.0",
        semantics=1,
        seed=seed,
        replications=replications,
        start=start,
        days=days,
        sizes=sizes,
        names=NAMES,
        standards=(
            Standard("autism.assessment", "Assessment started", 0, 3, 18 * WEEK, 0.92),
            Standard("speech.first_contact", "First contact", 1, 4, 20 * WEEK, None),
        ),
        spell_pathway=(0, 0, 1, 0, 1),
        group_costs=(1000.0, 250.5),
        slot_prices=((), (), tuple(100.0 + week for week in range(weeks))),
        snapshot_minutes=(0, days // 2 * 1440, days * 1440),
        needs=_needs(datetime.date(2026, 4, 1), days),
    )


def _needs(start: datetime.date, days: int) -> tuple[Need, ...]:
    ones = (1.0,) * len(quarters(start, days).keys)
    twenty, ten, none = (tuple(x * one for one in ones) for x in (20.0, 10.0, 0.0))
    return (
        Need(0, 0, twenty, ten, none),
        Need(1, 1, none, ten, none, endless=True),
        Need(2, 1, twenty, ten, twenty),
    )


def random_spells(header: Header, luck: random.Random, most: int = 60) -> list[Spell]:
    """Spells of one replication, open and closed, some begun before the run."""
    end = header.days * 1440
    made = []
    for _ in range(luck.randint(0, most)):
        spell = luck.randrange(5)
        start = luck.randint(-(ENTRY_WEEKS * WEEK) + 1, end - 1)
        if luck.random() < 0.5:
            start = luck.randint(0, end - 1)
        stop = max(start, 0) + luck.randint(1, end)
        made.append(
            Spell(
                spell=spell,
                priority=0 if header.spell_pathway[spell] == 1 else luck.randrange(2),
                start=start,
                stop=stop if stop < end else None,
                outcome=luck.randrange(2),
            )
        )
    return made


def recount(header: Header, replications: list[list[Spell]]) -> Tallies:
    """Tallies of the spells, from what each field says that it holds."""
    tallies = empty_tallies(len(replications), header.sizes)
    for r, spells in enumerate(replications):
        for one in spells:
            place = (r, one.spell, one.priority)
            tallies.entered[(*place, max(-one.start, 0) // WEEK)] += 1
            for census in range(header.sizes.censuses):
                if open_at(one, census * WEEK):
                    tallies.open[(*place, census, band(census * WEEK - one.start))] += 1
            for i, minute in enumerate(header.snapshot_minutes):
                if open_at(one, minute):
                    tallies.snapshot[(*place, i, (minute - one.start) // WEEK)] += 1
                    of_group = (r, one.spell, one.start % 2, i, (minute - one.start) // WEEK)
                    tallies.group_snapshot[of_group] += 1
            if one.spell >= LISTS and one.start >= 0:
                stop = header.days * 1440 if one.stop is None else one.stop
                fate = LEFT_OPEN if one.stop is None else one.outcome
                months = months_of(header.start, header.days)
                month = months.index(month_of(header.start, one.start // 1440))
                row = (r, one.spell - LISTS, month, fate, (stop - one.start) // WEEK)
                tallies.started[row] += 1
            if one.stop is not None:
                length = one.stop - one.start
                tallies.ended[(*place, one.outcome, one.stop // WEEK, band(length))] += 1
                tallies.lengths[(*place, one.outcome, length // WEEK)] += 1
                of_group = (r, one.spell, one.start % 2, one.outcome, length // WEEK)
                tallies.group_lengths[of_group] += 1
    return tallies


def month_of(start: datetime.date, day: int) -> tuple[int, int]:
    """Year and month of a day of a run."""
    date = start + datetime.timedelta(days=day)
    return date.year, date.month


def months_of(start: datetime.date, days: int) -> list[tuple[int, int]]:
    """Year and month of all days of a run, each once."""
    return list(dict.fromkeys(month_of(start, day) for day in range(days)))


def open_at(one: Spell, minute: int) -> bool:
    """Whether the spell is open at a minute."""
    return one.start <= minute and (one.stop is None or minute < one.stop)


def band(minutes: int) -> int:
    """Index of the published band of a wait."""
    return sum(minutes >= edge * WEEK for edge in BAND_EDGES_WEEKS)


def made_up_results(seed: int = 1, days: int = 150, replications: int = 3) -> Results:
    """A whole made-up run; what is not made of spells is filled at random."""
    header = made_up_header(days, replications, seed)
    luck = random.Random(seed)
    tallies = recount(header, [random_spells(header, luck) for _ in range(replications)])
    numbers = np.random.default_rng(seed)
    for name in (
        "referrals",
        "entries",
        "contacts",
        "ends",
        "minutes",
        "slots",
        "further",
        "cancelled",
        "escalated",
        "excepted",
    ):
        array = getattr(tallies, name)
        array[...] = numbers.integers(0, 5, array.shape)
    tallies.referrals[:, 1, 1] = 0
    tallies.entries[:, 2, 1] = 0
    tallies.escalated[:, 2, 1] = 0
    tallies.ends[:, 4:, 1] = 0
    return Results(header, tallies)
