"""The sweeps that come with the repository can be read, and differ in what they say."""

from pathlib import Path

import pytest

from waitsim.experiments.sweep_file import read_sweep

FILES = sorted((Path(__file__).parents[2] / "sweeps").glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_bundled_sweep_is_sound_and_no_two_of_its_cases_are_alike(path: Path) -> None:
    read = read_sweep(path)
    identities = {read.family.variant(case).identity for case in read.plan.cases}
    assert len(identities) == len(read.plan.cases) > 1
