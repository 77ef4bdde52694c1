"""The version of the meaning of scenarios, as the engines keep it."""

from waitsim.records import SEMANTICS_VERSION

__all__ = ["SEMANTICS_VERSION"]
