"""Pairing heaps threaded through a table of turns, one row for each referral.

Where the table has a column for it, each node also knows the one before it, its parent or the
sibling to its left, so that any node can be cut out. Where nobody is ever taken off a list but the
first, the column is left away, which saves the time of keeping it.
"""

from waitsim.engine.kernel.compiling import compiled, inlined
from waitsim.engine.kernel.state import BACK, CHILD, KEY, NONE, ORDINARY, SIBLING, TIE
from waitsim.model.tables import Ints


@inlined
def before(turn: Ints, a: int, b: int) -> bool:
    """Whether one referral is before another: by key, then by index."""
    return bool(
        turn[a, KEY] < turn[b, KEY]
        or (turn[a, KEY] == turn[b, KEY] and turn[a, TIE] < turn[b, TIE])
    )


@inlined
def alone(turn: Ints, i: int, key: int) -> int:
    """A heap of one."""
    turn[i, KEY] = key
    turn[i, CHILD] = NONE
    turn[i, SIBLING] = NONE
    return i


@inlined
def meld(turn: Ints, a: int, b: int) -> int:
    """The first of two heaps' roots, the other below it."""
    if a == NONE:
        return b
    if b == NONE:
        return a
    if before(turn, b, a):
        a, b = b, a
    first = turn[a, CHILD]
    turn[b, SIBLING] = first
    turn[a, CHILD] = b
    if turn.shape[1] > ORDINARY:
        turn[b, BACK] = a
        if first != NONE:
            turn[first, BACK] = b
    return a


@compiled
def without(turn: Ints, root: int) -> int:
    """Root of a heap without its first referral: children melded in pairs, then from the right."""
    child = turn[root, CHILD]
    pairs = NONE
    while child != NONE:
        a = child
        b = turn[a, SIBLING]
        child = NONE if b == NONE else turn[b, SIBLING]
        turn[a, SIBLING] = NONE
        if b != NONE:
            turn[b, SIBLING] = NONE
        pair = meld(turn, a, b)
        turn[pair, SIBLING] = pairs
        pairs = pair
    rest = NONE
    while pairs != NONE:
        pair = pairs
        pairs = turn[pair, SIBLING]
        turn[pair, SIBLING] = NONE
        rest = meld(turn, rest, pair)
    return rest


@compiled
def cut(turn: Ints, root: int, i: int) -> int:
    """Root of a heap without any one of its referrals; the table knows who is before whom."""
    if i == root:
        return without(turn, i)
    back = turn[i, BACK]
    right = turn[i, SIBLING]
    if turn[back, CHILD] == i:
        turn[back, CHILD] = right
    else:
        turn[back, SIBLING] = right
    if right != NONE:
        turn[right, BACK] = back
    return meld(turn, root, without(turn, i))
