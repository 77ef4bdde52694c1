"""The published models that are run as scenarios."""

from typing import Final

from murch_case import network_cases
from wood_case import england_cases

PUBLISHED: Final = (*network_cases(), *england_cases())
