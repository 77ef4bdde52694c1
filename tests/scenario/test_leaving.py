"""Leaving lists as a scenario says it, and its mistakes."""

import re
from pathlib import Path

import pytest
import yaml
from scenario_file import changed, sound, told

from waitsim.model.build import build_model
from waitsim.rules.leaving import BY_WAIT, CONSTANT, HILL, PATIENCE
from waitsim.scenario.leaving import Leaving
from waitsim.scenario.steps import Contact

GUIDE = Path(__file__).parents[2] / "docs" / "scenario-guide" / "leaving.md"
ADMIN = "admin: {doctors: 30 min}"


def with_line(line: str) -> str:
    """The sound scenario with another line at its assessment."""
    return changed(ADMIN, f"{ADMIN}\n        {line}")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("leaving: 1 % a week", CONSTANT),
        ("leaving: {by_wait: {0 weeks: 1 % a week, 4 weeks: 0.3 % a week}}", BY_WAIT),
        ("leaving: {greatest: 40 %, half_time: 26 weeks}", HILL),
        ("leaving: {patience: 30 weeks}", PATIENCE),
        ("leaving: {patience: {distribution: exponential, mean: 30 weeks}}", PATIENCE + 1),
    ],
)
def test_leaving_is_said_in_one_of_four_ways(tmp_path: Path, line: str, kind: int) -> None:
    loaded = sound(tmp_path, with_line(line))
    tables = build_model(loaded.epochs, loaded.identity).tables
    assert tables.leaving_kind[0].tolist() == [0, kind, *[0] * (tables.leaving_kind.shape[1] - 2)]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("leaving: {greatest: 40 %}", "assessment.leaving: a Hill curve needs"),
        ("leaving: {steepness: 2}", "a Hill curve needs"),
        ("leaving: {greatest: 40 %, half_time: 1 week, patience: 1 week}", "one of three ways"),
        ("leaving: {}", "one of three ways"),
        ("leaving: {by_wait: {4: 1 % a week}}", "assessment.leaving.by_wait.4"),
        ("leaving: {by_wait: {4 weeks: 1}}", "assessment.leaving.by_wait.4 weeks"),
        ("leaving: {patience: {distribution: exponential}}", "assessment.leaving.patience"),
        ("leaving: {patient: 1 week}", 'unknown key "patient". Did you mean "patience"?'),
        ("leaves_to: crisis", 'assessment.leaves_to: unknown step or end "crisis"'),
        ("leaves_to: {forms: 50 %, advice: 40 %}", "assessment.leaves_to: shares sum to 0.9"),
    ],
)
def test_a_mistake_is_told_where_it_stands(tmp_path: Path, line: str, words: str) -> None:
    (message,) = told(tmp_path, with_line(line))
    assert words in message


def test_ageing_out_leads_to_a_step_or_end_of_the_pathway_and_needs_an_age(tmp_path: Path) -> None:
    age = "leaves_at_age: 18"
    sound(tmp_path, changed(age, f"{age}\n    aged_out_to: advice"))
    (message,) = told(tmp_path, changed(age, f"{age}\n    aged_out_to: advise"))
    assert 'aged_out_to: unknown step or end "advise". Did you mean "advice"?' in message
    (message,) = told(tmp_path, changed(age, "aged_out_to: advice"))
    assert "aged_out_to: nobody leaves at an age." in message


def test_a_way_out_that_nobody_takes_is_a_warning(tmp_path: Path) -> None:
    loaded = sound(tmp_path, with_line("leaves_to: advice"))
    assert any("nobody leaves this list" in warning.message for warning in loaded.warnings)


def test_the_chance_of_leaving_can_be_changed_by_time_waited(tmp_path: Path) -> None:
    line = "leaving: {by_wait: {0 weeks: 1 % a week, 4 weeks: 0.5 % a week}}"
    text = with_line(line) + (
        "changes:\n  - on: 2026-09-01\n"
        "    pathways.autism.steps.assessment.leaving.by_wait.4 weeks: x2\n"
    )
    hazards = [
        list(step.leaving.by_wait.values())
        for _, scenario in sound(tmp_path, text).epochs
        if isinstance(step := scenario.pathways["autism"].steps["assessment"], Contact)
        and isinstance(step.leaving, Leaving)
    ]
    assert hazards[1] == [hazards[0][0], pytest.approx(2 * hazards[0][1], rel=0.01)]


def test_the_examples_of_the_guide_are_sound() -> None:
    first, second = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    ways = re.split(r"\n\n", first.strip())
    assert len(ways) == 4
    for way in ways:
        step = {"kind": "contact", "staff": {"nurses": "1 hour"}, "then": "done"}
        Contact.model_validate(step | yaml.load(way, yaml.BaseLoader))
    assert yaml.load(second, yaml.BaseLoader).keys() == {"leaves_to", "aged_out_to"}
