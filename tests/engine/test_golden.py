"""The events of the bundled scenarios are those that were kept."""

import json

import pytest
from golden import KEPT, NAMES, digest_of

from waitsim.engine.run import REFERENCE


@pytest.mark.parametrize("name", NAMES)
def test_golden_events_of_a_bundled_scenario_have_not_changed(name: str) -> None:
    kept, found = json.loads(KEPT.read_text())[name], digest_of(name)
    renew = "renew the digests: python tests/engine/golden.py"
    assert found["identity"] == kept["identity"], f"the scenario says something else; {renew}"
    assert found["semantics"] == kept["semantics"], f"the semantics have another version; {renew}"
    assert found == kept, "events changed for the same inputs: raise SEMANTICS_VERSION"


@pytest.mark.slow
def test_golden_events_of_the_baseline_are_those_of_the_reference_engine_too() -> None:
    assert digest_of("baseline", REFERENCE) == json.loads(KEPT.read_text())["baseline"]
