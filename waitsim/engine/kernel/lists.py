"""Waiting lists: pairing heaps threaded through the table of turns."""

from waitsim.engine.kernel.compiling import compiled
from waitsim.engine.kernel.ends import leave
from waitsim.engine.kernel.state import (
    BY_PRIORITY,
    CHILD,
    KEY,
    LEAVE_AT,
    LIST,
    NONE,
    PRECEDENCE,
    PRIORITY,
    ROOT,
    SIBLING,
    SINCE,
    Plan,
    World,
)
from waitsim.model.tables import Ints
from waitsim.rules.order import place_key


@compiled
def before(turn: Ints, a: int, b: int) -> bool:
    """Whether one referral is seen before another (S09)."""
    return turn[a, KEY] < turn[b, KEY] or (turn[a, KEY] == turn[b, KEY] and a < b)


@compiled
def meld(turn: Ints, a: int, b: int) -> int:
    """The first of two heaps' roots, the other below it."""
    if a == NONE:
        return b
    if b == NONE:
        return a
    if before(turn, b, a):
        a, b = b, a
    turn[b, SIBLING] = turn[a, CHILD]
    turn[a, CHILD] = b
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
def insert(w: World, i: int) -> None:
    """Puts a referral in its place on the list it has joined (S09)."""
    line = w.r[i, LIST]
    priority = w.r[i, PRIORITY] if w.line[line, BY_PRIORITY] else 0
    w.turn[i, KEY] = place_key(w.line[line, PRECEDENCE], priority, w.r[i, SINCE])
    w.turn[i, CHILD] = NONE
    w.turn[i, SIBLING] = NONE
    w.line[line, ROOT] = meld(w.turn, w.line[line, ROOT], i)


@compiled
def head(m: Plan, w: World, line: int, minute: int) -> int:
    """First referral still on the list; those who have left by now are let go (S06)."""
    while w.line[line, ROOT] != NONE:
        i = int(w.line[line, ROOT])
        if w.r[i, LEAVE_AT] > minute:
            return i
        w.line[line, ROOT] = without(w.turn, i)
        leave(m, w, i)
    return NONE
