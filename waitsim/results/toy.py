"""The run on which the worked examples of measures are set: one pathway, one of everything."""

import datetime

from waitsim.model.tables import Names
from waitsim.records import MINUTES_PER_DAY, MINUTES_PER_WEEK, Sizes, empty_tallies
from waitsim.results.header import Header, Standard
from waitsim.results.measured import Example
from waitsim.results.needs import Need
from waitsim.results.results import Results

_WEEKS = 25
_ENTRY_WEEKS = 120


def toy_header() -> Header:
    """Speech therapy for 25 weeks from Monday 6 April 2026, which make two quarters.

    Spell 0 is the list, spell 1 the clock of 18 weeks with a target of 92 %. There is one
    priority, a staff group that costs £5,000, of whom each arrival asks 75 minutes and each
    booking 60, extra slots at £100, and one attribute of children.
    """
    days = 7 * _WEEKS
    return Header(
        title="Toy",
        description="",
        identity="0" * 64,
        version="0",
        semantics=0,
        seed=1,
        replications=1,
        start=datetime.date(2026, 4, 6),
        days=days,
        sizes=Sizes(
            spells=2,
            priorities=1,
            weeks=_WEEKS,
            censuses=_WEEKS + 1,
            bins=_ENTRY_WEEKS + _WEEKS + 1,
            snapshots=2,
            pathways=1,
            steps=1,
            ends=4,
            groups=1,
            further=1,
            cancelled=1,
            categories=2,
            escalating=1,
            paused=2,
            excepted=1,
            clocks=1,
            months=6,
        ),
        names=_toy_names(),
        standards=(Standard("speech.start", "First contact", 0, 1, 18 * MINUTES_PER_WEEK, 0.92),),
        spell_pathway=(0, 0),
        group_costs=(5000.0,),
        slot_prices=((100.0,) * _WEEKS,),
        snapshot_minutes=(0, days * MINUTES_PER_DAY),
        entry_prices=((500.0,) * _WEEKS,),
        needs=(Need(0, 0, (75.0, 75.0), (60.0, 60.0), (0.0, 0.0)),),
    )


def toy_results(example: Example) -> Results:
    """The run of an example, of one replication."""
    header = toy_header()
    tallies = empty_tallies(1, header.sizes)
    for table, counts in example.counts.items():
        for index, count in counts.items():
            array = getattr(tallies, table)
            array[(0, *index)] = count
    return Results(header, tallies)


def _toy_names() -> Names:
    return Names(
        pathways=("speech",),
        pathway_labels=("Speech therapy",),
        priorities=(("routine",),),
        steps=("speech.assessment",),
        step_labels=("assessment",),
        lists=("speech.assessment",),
        list_labels=("assessment",),
        groups=("therapists",),
        group_labels=("Therapists",),
        clocks=("speech.start",),
        clock_labels=("First contact",),
        ends=("speech.left", "speech.aged_out", "speech.not_brought", "speech.done"),
        end_labels=("left the list", "reached the age limit", "not brought", "course ended"),
        attributes=("deprivation",),
        categories=("deprivation.most", "deprivation.others"),
    )
