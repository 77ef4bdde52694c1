"""How the kernel's functions are compiled."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

_Function = TypeVar("_Function", bound=Callable[..., Any])


def compiled(function: _Function, *, cache: bool = False) -> _Function:
    """The function, compiled when it is first called.

    None of them makes an array, so none needs its references counted (``_nrt``).

    Args:
        cache: whether what is compiled is kept on disk; for those called from Python only.
    """
    options: dict[str, Any] = {"nogil": True, "_nrt": False, "cache": cache}
    return cast("_Function", njit(**options)(function))
