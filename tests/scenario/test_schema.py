"""The schema is frozen, refuses what it does not name, and says each of its values again."""

import math
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from waitsim.rules.disciplines import DISCIPLINES
from waitsim.scenario import quantities
from waitsim.scenario.figures import UnitError
from waitsim.scenario.forms import (
    STEP_KINDS,
    Fields,
    FixedOrDrawn,
    Form,
    Listing,
    Steps,
    Table,
    Text,
    fields,
    form_at,
    model_at,
)
from waitsim.scenario.lasting import Duration
from waitsim.scenario.part import Part, PartError, spoken
from waitsim.scenario.quantities import Quantity
from waitsim.scenario.referring import Referrals
from waitsim.scenario.schema import Scenario
from waitsim.scenario.staffing import StaffGroup
from waitsim.scenario.steps import Contact

MODELS = [Scenario, *STEP_KINDS.values(), Duration]
QUANTITIES = [one for one in vars(quantities).values() if isinstance(one, Quantity)]


def every_form(form: Form, seen: set[type[Part]]) -> Iterator[Form]:
    """A form and all inside it."""
    yield form
    inner: list[Form] = []
    if isinstance(form, Fields) and form.model not in seen:
        seen.add(form.model)
        inner = [field.form for field in fields(form.model).values()]
    elif isinstance(form, Steps):
        inner = [Fields(model) for model in form.kinds.values()]
    elif isinstance(form, FixedOrDrawn):
        inner = [form.fixed, Fields(form.drawn)]
    elif isinstance(form, Table):
        inner = [form.key, form.value]
    elif isinstance(form, Listing):
        inner = [form.item]
    for one in inner:
        yield from every_form(one, seen)


FORMS = list(every_form(Fields(Scenario), set()))
ALL_MODELS = [form.model for form in FORMS if isinstance(form, Fields)]


def test_every_field_says_what_it_is() -> None:
    assert len(ALL_MODELS) > 15
    for model in ALL_MODELS:
        assert model.__doc__
        for field in fields(model).values():
            assert field.says.endswith("."), (model, field.key)


@pytest.mark.parametrize("quantity", QUANTITIES, ids=lambda quantity: quantity.name)
def test_every_quantity_reads_its_examples_and_what_it_says_itself(quantity: Quantity) -> None:
    assert quantity.examples
    for example in quantity.examples:
        value = quantity.check(example)
        again = quantity.check(quantity.say(value))
        assert again == (pytest.approx(value) if isinstance(value, float) else value)
        if not quantity.options:
            assert re.search(quantity.looks, example)
            assert re.search(quantity.looks, quantity.say(value))


@pytest.mark.parametrize("quantity", [form for form in FORMS if isinstance(form, Quantity)])
def test_every_limit_can_be_said_and_holds(quantity: Quantity) -> None:
    for limit in (quantity.least, quantity.most):
        if limit is not None and not quantity.options:
            assert quantity.check(quantity.say(limit)) == pytest.approx(limit)
    if quantity.above is not None:
        with pytest.raises(UnitError):
            quantity.check(quantity.say(quantity.above))
    for text in quantity.options:
        assert quantity.check(text) is not None


def test_every_default_can_be_said() -> None:
    for model in ALL_MODELS:
        for field in fields(model).values():
            if isinstance(field.form, Quantity) and field.default is not None:
                assert field.form.check(field.form.say(field.default)) == field.default, field


@given(st.floats(0, 1e6))
def test_a_time_said_is_read_to_the_minute(minutes: float) -> None:
    assert quantities.TIME.check(quantities.TIME.say(minutes)) == pytest.approx(minutes, abs=0.51)


@given(st.floats(0, 1))
def test_a_share_said_is_read_again(share: float) -> None:
    said = quantities.SHARE.say(share)
    if "e" not in said:
        assert quantities.SHARE.check(said) == pytest.approx(share, abs=1e-9)


@pytest.mark.parametrize("value", [math.nan, math.inf, -1.0, -3])
def test_a_number_from_python_is_checked_too(value: float) -> None:
    with pytest.raises(ValidationError):
        StaffGroup.model_validate({"wte": value})
    with pytest.raises(ValidationError):
        Referrals.model_validate({"rate": value})


def test_a_part_cannot_be_changed() -> None:
    group = StaffGroup.model_validate({"wte": "2"})
    with pytest.raises(ValidationError):
        group.wte = 3.0  # type: ignore[misc]


def test_the_names_of_python_are_no_keys_of_a_file() -> None:
    with pytest.raises(ValidationError):
        Duration.model_validate({"distribution": "uniform", "from_": "1 day", "to": "2 days"})


def test_every_discipline_can_be_chosen_and_nothing_else() -> None:
    step = {"kind": "contact", "staff": {"nurses": "1 hour"}, "then": "left"}
    for discipline in DISCIPLINES:
        assert Contact.model_validate({**step, "order": discipline}).order == discipline
    with pytest.raises(ValidationError):
        Contact.model_validate({**step, "order": "shortest wait"})


def test_values_that_do_not_go_together_name_their_keys() -> None:
    with pytest.raises(ValidationError) as caught:
        Duration.model_validate({"distribution": "exponential", "scale": "1 day", "shape": 2})
    error = caught.value.errors()[0]["ctx"]["error"]
    assert isinstance(error, PartError)
    assert [key for key, _ in error.faults] == ["scale", "shape"]
    assert "Write" in str(error)


def test_a_label_is_the_key_with_spaces_unless_it_is_given() -> None:
    assert spoken("head_nurses", StaffGroup.model_validate({"wte": 1})) == "head nurses"
    assert spoken("n", StaffGroup.model_validate({"wte": 1, "label": "Nurses"})) == "Nurses"


def test_forms_are_found_by_path() -> None:
    tree = {
        "pathways": {
            "a": {
                "steps": {
                    "s": {"kind": "delay", "lasts": {"mean": "1 day"}, "then": "left"},
                    "t": {"kind": "zzz"},
                    "u": "text",
                }
            }
        }
    }
    steps = ("pathways", "a", "steps")
    assert model_at((), tree) is Scenario
    assert model_at((*steps, "s"), tree) is STEP_KINDS["delay"]
    assert model_at((*steps, "s", "lasts"), tree) is Duration
    assert [model_at((*steps, name), tree) for name in ("t", "u", "none")] == [None] * 3
    assert form_at((*steps, "s", "lasts", "mean"), tree) == quantities.TIME.within(
        above=0, most=quantities.LONGEST
    )
    assert form_at((*steps, "s", "nothing", "more"), tree) is None
    assert isinstance(form_at(("staff", "any", "label"), tree), Text)
    assert form_at(("staff", "any", "days", 3), tree) is not None
