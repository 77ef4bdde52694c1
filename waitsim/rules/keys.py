"""Keys of names, part of every draw."""

import zlib
from typing import Final

STEP_KEY_BITS: Final = 24


def key_of(name: str) -> int:
    """The 32-bit key of a name: the same on every machine, so that luck follows the name.

    Two names share a key with chance 2**-32; whoever keys a set of names checks for that.
    """
    return zlib.crc32(name.encode("utf-8"))


def step_key(name: str) -> int:
    """The 24-bit key of a step's name, the part of `key_of` that fits beside a purpose."""
    return key_of(name) & ((1 << STEP_KEY_BITS) - 1)
