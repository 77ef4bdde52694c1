"""What is wrong with how long reviews go on."""

from collections.abc import Iterator

from waitsim.scenario.schema import Pathway
from waitsim.scenario.steps import Review
from waitsim.scenario.tree import Path


def review_findings(at: Path, pathway: Pathway) -> Iterator[tuple[Path, str]]:
    """Reviews that end at an age although the pathway gives none.

    Args:
        at: path of the pathway.
    """
    for name, step in pathway.steps.items():
        if isinstance(step, Review) and step.until_age is not None and not pathway.ages:
            message = 'needs the ages of children. Add "ages:", or remove this line.'
            yield (*at, "steps", name, "until_age"), message
