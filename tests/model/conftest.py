"""Small scenarios, written as a person would write them."""

from collections.abc import Callable
from typing import Any

import pytest

from waitsim.scenario.schema import Scenario

Make = Callable[..., Scenario]

CLINIC = {
    "referrals": {"rate": "10 a week", "days": "every"},
    "steps": {
        "clinic": {"kind": "contact", "staff": {"nurses": "60 min"}, "then": "seen"},
    },
    "ends": {"seen": "Seen"},
}


@pytest.fixture
def make() -> Make:
    """Makes a scenario: a weekly clinic in 2026, but for what is given."""

    def make_scenario(**parts: Any) -> Scenario:
        tree: dict[str, Any] = {
            "schema": 1,
            "title": "A clinic",
            "start": "2026-01-01",
            "horizon": "52 weeks",
            "staff": {"nurses": {"wte": 1, "hours": "11 hours", "days": ["wednesday"]}},
            "pathways": {"asthma": CLINIC},
        }
        return Scenario.model_validate(tree | parts)

    return make_scenario


@pytest.fixture
def clinic() -> dict[str, Any]:
    """The pathway of a clinic with one step, free to be changed."""
    return {
        "referrals": dict(CLINIC["referrals"]),
        "steps": {"clinic": dict(CLINIC["steps"]["clinic"])},
        "ends": dict(CLINIC["ends"]),
    }
