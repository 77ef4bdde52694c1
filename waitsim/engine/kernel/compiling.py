"""How the kernel's functions are compiled."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

_Function = TypeVar("_Function", bound=Callable[..., Any])


def compiled(function: _Function, *, within_callers: bool = False) -> _Function:
    """The function, compiled when it is first called.

    None of them makes an array, so none needs its references counted (``_nrt``).

    Args:
        within_callers: whether its code is put into that of each caller.
    """
    options: dict[str, Any] = {"nogil": True, "_nrt": False, "forceinline": within_callers}
    return cast("_Function", njit(**options)(function))


def inlined(function: _Function) -> _Function:
    """The same, for small functions that are called often."""
    return compiled(function, within_callers=True)
