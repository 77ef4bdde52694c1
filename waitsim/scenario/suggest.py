"""Near misses: what a misspelt word was probably meant to be."""

import difflib
from collections.abc import Iterable


def near(word: str, known: Iterable[str]) -> str:
    """A sentence such as `` Did you mean "nurses"?``; empty when nothing is near."""
    by_folded = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return f' Did you mean "{by_folded[found[0]]}"?' if found else ""


def known_list(known: Iterable[str], most: int = 8) -> str:
    """A sentence such as `` Choose a, b or c.``; empty when there are none or more than `most`."""
    names = list(known)
    if not 0 < len(names) <= most:
        return ""
    *first, last = names
    return f" Choose {', '.join(first)} or {last}." if first else f" Choose {last}."


def suggestion(word: str, known: Iterable[str]) -> str:
    """The near miss if there is one, otherwise the choices if they are few, otherwise nothing."""
    names = list(known)
    return near(word, names) or known_list(names)
