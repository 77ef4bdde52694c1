"""The one decorator that lets a rule be both read as Python and compiled."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

_Function = TypeVar("_Function", bound=Callable[..., Any])

try:
    from numba.extending import register_jitable
except Exception as problem:
    # Whatever keeps Numba from loading (absent, a library missing, an unsuitable numpy), the
    # rules stay usable as plain Python, so nothing narrower than Exception will do.
    NUMBA_PROBLEM = f"{type(problem).__name__}: {problem}"
else:
    NUMBA_PROBLEM = ""

NUMBA_AVAILABLE: Final[bool] = not NUMBA_PROBLEM


def rule(function: _Function) -> _Function:
    """The function itself, which compiled code may then call too.

    Ordinary callers always get plain Python. Where Numba cannot be loaded the function is
    returned untouched, and ``NUMBA_PROBLEM`` says why.

    A rule reads only its arguments and constants, uses int and float scalars (an array may
    be read, never written), and keeps to arithmetic that is bit-equal on every platform.
    """
    if NUMBA_AVAILABLE:
        register_jitable(function)
    return function
