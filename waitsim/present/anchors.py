"""Names of places on a page."""

import re


def slug(*parts: str) -> str:
    """A key for a page, of letters, digits and hyphens."""
    return re.sub(r"[\W_]+", "-", "-".join(parts).lower()).strip("-")
