"""An appointment's minutes, and striking it out of the diary."""

from waitsim.engine.kernel.compiling import compiled
from waitsim.engine.kernel.state import (
    ADMIN,
    AHEAD,
    BOOKABLE,
    BOOKED_AS,
    BOOKED_FOR,
    FIRST,
    GROUP,
    LAST,
    LIST,
    NEED_FROM,
    NEED_TO,
    NONE,
    SOONER,
    STEP,
    THEN,
    WITH_CHILD,
    Plan,
    World,
)


@compiled
def take_room(m: Plan, w: World, i: int, sign: int) -> None:
    """Takes the minutes of an appointment from its day, or gives them back (S38)."""
    day, line = w.r[i, BOOKED_FOR] - 1, w.r[i, LIST]
    e = w.diary[day, THEN]
    row, s = w.r[i, BOOKED_AS], w.r[i, STEP]
    need = m.need[row, m.step[row, s, NEED_FROM] : m.step[row, s, NEED_TO]]
    for k in range(len(need)):
        minutes = need[k, WITH_CHILD] + need[k, ADMIN]
        w.diary[day, BOOKABLE + m.purse_of[e, line, need[k, GROUP]]] -= sign * minutes


@compiled
def strike_out(m: Plan, w: World, i: int) -> None:
    """Frees the minutes of an appointment that will not be kept (S38)."""
    take_room(m, w, i, -1)
    day = w.r[i, BOOKED_FOR] - 1
    sooner, ahead = w.r[i, SOONER], w.r[i, AHEAD]
    if sooner == NONE:
        w.diary[day, FIRST] = ahead
    else:
        w.r[sooner, AHEAD] = ahead
    if ahead == NONE:
        w.diary[day, LAST] = sooner
    else:
        w.r[ahead, SOONER] = sooner
    w.r[i, BOOKED_FOR] = 0
