"""A scenario becomes a model whose arrays fit together."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from waitsim.model.build import build_model, snapshot_minutes
from waitsim.model.tables import Tables
from waitsim.records import NEVER
from waitsim.rules.keys import key_of, step_key
from waitsim.scenario.schema import Scenario

Make = Callable[..., Scenario]

YEAR = 525_960
FLOATS = {
    *("priority_shares", "age_shares", "referral_mean", "referral_floor", "stops", "dna"),
    *("away", "quits", "empty_posts", "cancelled"),
    *("rebook", "hazard", "duration_a", "duration_b", "route_shares", "opening_fraction"),
    "category_shares",
    "referral_before",
    *("bands", "resolve_share"),
    "demand_ratio",
    "demand_hours",
    *("refer_share", "return_share", "return_a", "return_b"),
    *("leaving_a", "rise_hazard", "leaving_b", "leaving_c", "bends", "leave_shares"),
    "choice_share",
    *("dna_points", "by_family", "by_service", "refilled", "late"),
    "exceptions",
}
FLAGS = {
    *("clock_stops", "clock_runs", "clock_at_referral", "clock_starts", "clock_starts_seen"),
    *("clock_opens", "clock_pauses", "clock_restarts", "clock_miss_pauses", "step_unseen"),
    "clock_asked",
}

AUTISM: dict[str, Any] = {
    "label": "Autism assessment",
    "referrals": {"rate": "70 a week"},
    "priorities": {"urgent": "10 %", "routine": "90 %"},
    "ages": {"0-4": "40 %", "5-17": "60 %"},
    "leaves_at_age": 18,
    "first_step": "forms",
    "steps": {
        "support": {"kind": "place", "places": 12, "then": "done",
                    "lasts": {"distribution": "weibull", "scale": "10 weeks", "shape": 1.5}},
        "forms": {"kind": "delay", "lasts": "3 weeks", "then": "assess"},
        "assess": {"kind": "contact", "staff": {"nurses": "90 min"}, "leaving": "1 % a week",
                   "then": "done", "label": "Full assessment",
                   "dna": {"share": "8 %", "rebook": "90 %", "most": 2, "place": "back",
                           "after": "2 days"}},
    },
    "ends": {"done": "Assessed"},
    "standards": {
        "first_contact": {"to": "assess", "within": "13 weeks", "target": "92 %"},
        "any": {"to": ["assess", "support"], "within": "18 weeks", "label": "Any help"},
    },
    "opening": {"assess": {"waiting": {"104-156 weeks": 40}}},
}  # fmt: skip


@pytest.fixture
def two_pathways(make: Make, clinic: dict[str, Any]) -> Scenario:
    return make(pathways={"asthma": clinic, "autism": AUTISM}, horizon="3 years")


def tables_of(scenario: Scenario) -> Tables:
    return build_model([(0, scenario)], "").tables


def test_arrays_have_the_types_and_layout_that_engines_rely_on(two_pathways: Scenario) -> None:
    tables = build_model([(0, two_pathways), (100, two_pathways)], "").tables
    for name, array in tables._asdict().items():
        if isinstance(array, np.ndarray):
            kind = np.float64 if name in FLOATS else np.bool_ if name in FLAGS else np.int64
            assert array.dtype == kind, name
            assert array.flags.c_contiguous, name
    assert type(tables.entry_weeks) is int


def test_sizes_are_the_lengths_of_the_arrays(two_pathways: Scenario) -> None:
    model = build_model([(0, two_pathways)], "abc")
    sizes, tables, names = model.sizes, model.tables, model.names
    assert model.identity == "abc"
    assert (sizes.pathways, sizes.steps, sizes.groups, sizes.ends) == (2, 4, 1, 8)
    assert sizes.spells == len(names.spells) == len(model.spell_pathway) == 3 + 2
    assert sizes.priorities == 2
    # 1,096 days, 156 weeks and 4 days.
    assert (tables.days, sizes.weeks, sizes.censuses) == (1096, 157, 157)
    # The longest wait is 155.35 weeks: half of a fortieth of 52 weeks short of 156.
    assert (tables.entry_weeks, sizes.bins) == (156, 156 + 157 + 1)
    assert sizes.snapshots == len(tables.snapshot_minute)
    assert tables.offered.shape == (1096, 1)
    assert tables.extra_slots.shape == model.slot_price.shape == (1096, 4)
    assert model.group_cost.shape == (1,)


def test_names_and_labels_are_those_of_the_scenario(two_pathways: Scenario) -> None:
    names = build_model([(0, two_pathways)], "").names
    assert names.pathway_labels == ("asthma", "Autism assessment")
    assert names.priorities == (("routine",), ("urgent", "routine"))
    assert names.steps == ("asthma.clinic", "autism.support", "autism.forms", "autism.assess")
    assert names.step_labels[-1] == "Full assessment"
    assert names.lists == ("asthma.clinic", "autism.support", "autism.assess")
    assert names.clocks == ("autism.first_contact", "autism.any")
    assert names.clock_labels == ("first contact", "Any help")
    assert names.ends[4:] == (
        *("autism.left", "autism.aged_out", "autism.not_brought", "autism.done"),
    )
    assert names.end_labels[-1] == "Assessed"


def test_keys_follow_names(two_pathways: Scenario) -> None:
    tables = tables_of(two_pathways)
    assert tables.pathway_key.tolist() == [key_of("asthma"), key_of("autism")]
    keys = [step_key(name) for name in ("clinic", "support", "forms", "assess")]
    assert tables.step_key.tolist() == keys
    assert tables.first_step.tolist() == [0, 2]
    assert tables.step_pathway.tolist() == [0, 1, 1, 1]
    assert tables.end_base.tolist() == [0, 4]


def test_classes_and_ages_are_cumulative_and_padded(two_pathways: Scenario) -> None:
    tables = tables_of(two_pathways)
    assert tables.priority_shares.tolist() == [[1, 1], [0.1, 1]]
    assert tables.age_shares.tolist() == [[1, 1], [0.4, 1]]
    assert tables.age_low.tolist() == [[0, 0], [0, 5 * YEAR]]
    assert tables.age_high.tolist() == [[0, 0], [5 * YEAR, 18 * YEAR]]
    assert tables.leaving_age.tolist() == [NEVER, 18 * YEAR]


def test_steps_do_what_they_say(two_pathways: Scenario) -> None:
    tables = tables_of(two_pathways)
    clinic, support, forms, assess = range(4)
    assert tables.sessions[0].tolist() == [1, 0, 0, 1]
    assert tables.dna[0].tolist() == [0, 0, 0, 0.08]
    assert tables.rebook[0, assess] == 0.9
    assert tables.most_missed[0].tolist() == [NEVER, NEVER, NEVER, 2]
    assert (tables.rebook_after[0, assess], tables.rebook_to_back[0, assess]) == (2880, 1)
    assert tables.rebook_to_back[0, clinic] == 0
    # One in a hundred is gone after a week.
    assert tables.hazard[0, assess] * 10080 == pytest.approx(-math.log(0.99))
    assert tables.places[0, support] == 12
    weibull = (tables.duration_kind, tables.duration_a, tables.duration_b)
    assert [part[0, support] for part in weibull] == [4, 100_800, 1.5]
    assert [part[0, forms] for part in weibull] == [0, 30_240, 0]


@pytest.mark.parametrize(
    ("lasts", "kind", "a", "b"),
    [
        ({"distribution": "exponential", "mean": "1 day"}, 1, 1440, 0),
        ({"distribution": "uniform", "from": "1 day", "to": "2 days"}, 2, 1440, 2880),
        # A lognormal time whose sd is its mean: variance of the logarithm ln 2.
        ({"distribution": "lognormal", "mean": "1 day", "sd": "1 day"}, 3,
         math.log(1440) - math.log(2) / 2, math.sqrt(math.log(2))),
    ],
)  # fmt: skip
def test_random_times_have_their_parameters(
    make: Make, lasts: dict[str, str], kind: int, a: float, b: float
) -> None:
    steps = {"wait": {"kind": "delay", "lasts": lasts, "then": "left"}}
    pathway = {"referrals": {"rate": "1 a week"}, "steps": steps}
    tables = tables_of(make(pathways={"p": pathway}))
    assert tables.duration_kind.item() == kind
    assert tables.duration_a.item() == pytest.approx(a)
    assert tables.duration_b.item() == pytest.approx(b)


def test_bands_of_times_are_kept_once_the_shortest_first(make: Make) -> None:
    times = {"6 days": "0.5", "1-2 days": "0.25", "3-5 days": "0", "8-9 days": "0.25"}
    banded = {"distribution": "empirical", "times": times}
    one = {"distribution": "empirical", "times": {"6 days": "1"}}
    see = {"kind": "contact", "staff": {"nurses": "1 hour"}, "leaving": {"patience": banded}}
    steps = {
        "wait": {"kind": "delay", "lasts": one, "then": "see"},
        "see": {**see, "then": "left"},
        "more": {"kind": "delay", "lasts": banded, "then": "left"},
    }
    pathway = {"referrals": {"rate": "1 a week"}, "steps": steps}
    tables = tables_of(make(pathways={"p": pathway}, staff={"nurses": {"wte": 1}}))
    day = 1440
    bands = [[0.25, day, 2 * day], [0.75, 6 * day, 6 * day], [1, 8 * day, 9 * day]]
    assert tables.bands.tolist() == [*bands, [1, 6 * day, 6 * day]]
    assert (tables.leaving_a[0, 1], tables.leaving_b[0, 1]) == (0, 3)
    assert tables.duration_a[0].tolist() == [3, 0, 0]
    assert tables.duration_b[0].tolist() == [4, 0, 3]


def test_reviews_and_courses_return_at_their_interval(make: Make) -> None:
    contact = {"staff": {"nurses": "30 min"}, "then": "left", "leaving": "1 % a week"}
    steps = {
        "treat": contact | {"kind": "course", "sessions": 6, "every": "2 weeks", "stops": "5 %"},
        "review": contact | {"kind": "review", "every": "26 weeks", "stops": "10 %"},
    }
    pathway = {"referrals": {"rate": "1 a week"}, "steps": steps}
    tables = tables_of(make(pathways={"p": pathway}))
    assert tables.sessions.tolist() == [[6, 0]]
    assert tables.every.tolist() == [[20_160, 262_080]]
    assert tables.stops.tolist() == [[0.05, 0.1]]
    # Nobody is new on a list for reviews, so nobody leaves it.
    assert (tables.hazard > 0).tolist() == [[True, False]]


def test_clocks_run_where_a_stop_lies_ahead(two_pathways: Scenario) -> None:
    model = build_model([(0, two_pathways)], "")
    # Steps: clinic, support, forms, assess; clocks: first contact, any help.
    assert model.tables.clock_stops.tolist() == [
        *([False, False], [False, True], [False, False], [True, True]),
    ]
    assert model.tables.clock_runs.tolist() == [
        *([False, False], [False, True], [True, True], [True, True]),
    ]
    assert model.clock_limit == (13 * 10080, 18 * 10080)
    assert model.clock_target == (0.92, None)
    assert model.spell_pathway == (0, 1, 1, 1, 1)


def test_a_dated_change_makes_an_epoch_of_its_own(make: Make) -> None:
    more = make(staff={"nurses": {"wte": 2, "hours": "11 hours", "days": ["wednesday"]}})
    tables = build_model([(0, make()), (10, more)], "").tables
    assert tables.epoch_of_day.tolist() == [0] * 10 + [1] * 354
    assert tables.sessions.shape == (2, 1)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"staff": {"nurses": {"wte": 1}, "others": {"wte": 1}}}, "staff"),
        ({"horizon": "53 weeks"}, "horizon"),
        ({"start": "2026-01-02"}, "start"),
    ],
)
def test_what_no_date_can_change_is_refused(make: Make, change: dict[str, Any], path: str) -> None:
    with pytest.raises(ValueError, match=f"{path}: cannot change on day 10"):
        build_model([(0, make()), (10, make(**change))], "")


@pytest.mark.parametrize("days", [(1,), (0, 0), (0, 364), (0, 20, 10), ()])
def test_epochs_out_of_order_are_refused(make: Make, days: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="epoch"):
        build_model([(day, make()) for day in days], "")


def test_snapshots_are_the_start_the_quarter_ends_and_the_end(make: Make) -> None:
    # From 1 January 2026: 90 days to the end of March, 91 to June, 92 each to September, December.
    quarters = [0, 90, 181, 273, 364]
    assert (snapshot_minutes(make().start, 364) // 1440).tolist() == quarters
    assert (snapshot_minutes(make().start, 366) // 1440).tolist() == [*quarters[:4], 365, 366]
    assert (snapshot_minutes(make().start, 90) // 1440).tolist() == [0, 90]


def test_a_long_run_has_snapshots_at_year_ends_only(make: Make) -> None:
    # From April 2026 to July 2035 are 38 quarter-ends; with that of October it would be too many.
    assert len(snapshot_minutes(make().start, 3500)) == 2 + 38
    assert len(snapshot_minutes(make().start, 3600)) == 2 + 10
    long = snapshot_minutes(make().start, 31 * 365) // 1440
    assert long[:3].tolist() == [0, 90, 455]
    assert len(long) == 2 + 31


def test_leaving_at_an_age_without_ages_is_refused(make: Make, clinic: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"asthma\.leaves_at_age: needs the ages"):
        tables_of(make(pathways={"asthma": clinic | {"leaves_at_age": 18}}))


@pytest.mark.parametrize("part", ["priorities", "ages"])
def test_classes_that_do_not_sum_to_1_are_refused(
    make: Make, clinic: dict[str, Any], part: str
) -> None:
    shares = {"priorities": {"urgent": 0.1}, "ages": {"0-4": 0.1}}[part]
    with pytest.raises(ValueError, match=rf"asthma\.{part}: shares sum to 0\.1, not 1"):
        tables_of(make(pathways={"asthma": clinic | {part: shares}}))
