"""What a planner should see before a run: demand, load on staff, and what looks odd."""

import datetime
from collections.abc import Sequence
from pathlib import Path

from waitsim.experiments.preview import pathway_previews, standard_previews
from waitsim.model.check import GroupLoad, PreRunFacts
from waitsim.model.tables import Model
from waitsim.present.register import changes_table, confidence_summary
from waitsim.present.table import Column, Table, row
from waitsim.present.uncertainty import drawn_said, inputs_table
from waitsim.present.wording import counted, joined, say, say_date, short_date
from waitsim.scenario.load import Loaded


def overview(loaded: Loaded) -> tuple[str, ...]:
    """What was read and over which days it runs, in plain lines."""
    run = loaded.scenario
    last = run.end - datetime.timedelta(days=1)
    holidays = counted(len(run.calendar.school_holidays), "school holiday")
    bank = {"england": "England's bank holidays", "none": "no bank holidays"}
    return (
        run.title,
        f"Read: {joined([Path(name).as_posix() for name in loaded.files])}",
        *(f"Read: {described}" for described in loaded.lists),
        f"Runs from {say_date(run.start)} to {say_date(last)} ({counted(run.days, 'day')}), with "
        f"{bank[run.calendar.bank_holidays]} and {holidays}",
        confidence_summary(loaded.assumptions),
        *([drawn_said(loaded.drawing.inputs)] if loaded.drawing else []),
    )


def preflight_tables(loaded: Loaded, model: Model, facts: PreRunFacts) -> tuple[Table, ...]:
    """Demand and opening lists, implied waits, load on staff, and changes if there are any."""
    tables = [_demand(model), _implied_waits(model), _load(model, facts.loads)]
    tables.append(inputs_table(loaded))
    if loaded.changes:
        tables.append(changes_table(loaded.changes))
    return tuple(table for table in tables if table.rows)


def oddities(loaded: Loaded, model: Model, facts: PreRunFacts) -> tuple[str, ...]:
    """What is sound but may not be meant, a sentence or two each."""
    labels = dict(zip(model.names.groups, model.names.group_labels, strict=True))
    overloaded = dict.fromkeys(labels[x.group] for x in facts.loads if x.intensity > 1)
    found = [str(warning) for warning in loaded.warnings]
    if overloaded:
        found.append(
            f"asked for more than they have, so lists that need them will grow: "
            f"{'; '.join(overloaded)}."
        )
    found += [
        f"{month.pathway}: no day of {month.month:%Y-%m} can bring referrals, so that month's are "
        "lost. Set the season of that month to 0, or change referrals.days."
        for month in facts.empty_months
    ]
    found += [
        f"{_of_step(short.step)}.slots: {short.slots:,.0f} slots a year, but "
        f"{say(short.bookings, '', beyond='ever more')} bookings are asked for, so that its list "
        "can only grow. Add slots or dates."
        for short in facts.short_clinics
    ]
    if facts.school_holidays_end:
        found.append(
            "calendar.school_holidays: the last one ends on "
            f"{say_date(facts.school_holidays_end)}, long before the run does. "
            "Add those of the later years."
        )
    return tuple(found)


def _demand(model: Model) -> Table:
    return Table(
        caption="Referrals and opening lists",
        columns=(
            Column("Pathway"),
            Column("Referrals a week, first year", number=True),
            Column("Waiting at the start", number=True),
            Column("Under way at the start", number=True),
        ),
        rows=tuple(
            row(
                each.pathway,
                f"{each.referrals_per_week:,.1f}",
                say(each.waiting, "referrals"),
                say(each.caseload, "referrals"),
            )
            for each in pathway_previews(model)
        ),
    )


def _implied_waits(model: Model) -> Table:
    return Table(
        caption="Waits implied by the opening lists",
        columns=(
            Column("Standard"),
            Column("Clocks running", number=True),
            Column("Implied mean wait", number=True),
            Column("Limit", number=True),
        ),
        rows=tuple(
            row(
                f"{each.pathway}: {each.standard}",
                say(each.running, "referrals"),
                say(each.implied_weeks, "weeks", beyond="no referrals"),
                say(each.limit_weeks, "weeks"),
            )
            for each in standard_previews(model)
        ),
        notes=(
            "Implied by Little's law: clocks running over referrals a week. It is the mean time on "
            "the clock, of those seen and those who leave, if the list stayed as long as it is. Of "
            "clocks that start later than the referral it is not known.",
        ),
    )


def _load(model: Model, loads: Sequence[GroupLoad]) -> Table:
    labels = dict(zip(model.names.groups, model.names.group_labels, strict=True))
    first_day = min((load.first_day for load in loads), default=model.start)
    last_day = max((load.first_day for load in loads), default=model.start)
    first = [load for load in loads if load.first_day == first_day]
    last = {load.group: load for load in loads if load.first_day == last_day}
    changes = last_day > first_day
    later = (
        (Column(f"Traffic intensity from {short_date(last_day)}", number=True),) if changes else ()
    )
    return Table(
        caption="Load on staff, minutes a week",
        columns=(
            Column("Staff group"),
            Column("Offered", number=True),
            Column("Needed for new referrals", number=True),
            Column("Needed for opening caseload", number=True, spare=1),
            Column("Traffic intensity", number=True),
            *later,
        ),
        rows=tuple(
            row(
                labels[load.group],
                say(load.offered_minutes, ""),
                say(load.referral_minutes, "", beyond="without end"),
                say(load.caseload_minutes, ""),
                _intensity(load),
                *([_intensity(last[load.group])] if changes else []),
            )
            for load in first
        ),
        notes=(
            "Traffic intensity is what new referrals need in the long run over what is offered. "
            "Above 1 the lists grow.",
        ),
    )


def _intensity(load: GroupLoad) -> str:
    return say(load.intensity, "ratio", beyond="no staff")


def _of_step(dotted: str) -> str:
    """Where a step stands in the file."""
    pathway, step = dotted.split(".")
    return f"pathways.{pathway}.steps.{step}"
