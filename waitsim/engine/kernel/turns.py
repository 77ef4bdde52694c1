"""Whose turn it is on a list: a queue for those who join behind everybody, a heap for all others.

Keys of turns mostly rise, because who joins later has mostly waited less; so most referrals are
put at the end of a queue and taken off its front, without going through a heap. The order is that
of the keys, whichever of the two each is in. Where others than the first can be taken off, all are
in the heap.
"""

from waitsim.engine.kernel.compiling import inlined
from waitsim.engine.kernel.heaps import alone, before, cut, meld
from waitsim.engine.kernel.state import FRONT, NONE, ORDINARY, REAR, ROOT, SIBLING, World


@inlined
def put_by_turn(w: World, line: int, i: int, key: int) -> None:
    """Puts a referral in its place on a list."""
    alone(w.turn, i, key)
    rear = w.line[line, REAR]
    if w.turn.shape[1] > ORDINARY or (w.line[line, FRONT] != NONE and before(w.turn, i, rear)):
        w.line[line, ROOT] = meld(w.turn, w.line[line, ROOT], i)
        return
    if w.line[line, FRONT] == NONE:
        w.line[line, FRONT] = i
    else:
        w.turn[rear, SIBLING] = i
    w.line[line, REAR] = i


@inlined
def first_by_turn(w: World, line: int) -> int:
    """The first referral of a list; NONE where it is empty."""
    front, root = w.line[line, FRONT], w.line[line, ROOT]
    if front == NONE:
        return int(root)
    if root == NONE or before(w.turn, front, root):
        return int(front)
    return int(root)


@inlined
def take_by_turn(w: World, line: int, i: int) -> None:
    """Takes a referral off a list: the first one, unless anybody else can be taken off."""
    if i == w.line[line, FRONT]:
        w.line[line, FRONT] = w.turn[i, SIBLING]
    else:
        w.line[line, ROOT] = cut(w.turn, w.line[line, ROOT], i)
