"""Whether a run became as precise as asked for, in words."""

from rich.console import Console

from waitsim.experiments.stopping import Known, Precision
from waitsim.present.wording import say


def print_precision(out: Console, precision: Precision, replications: int) -> None:
    """Says from how many replications on a run was precise enough, or what is short of it."""
    for line in precision_said(precision, replications):
        out.print(line, soft_wrap=True)
    out.print()


def precision_said(precision: Precision, replications: int) -> list[str]:
    """The same, line by line."""
    lines = [
        f"{name}: {label} is left out of the precision, as no replication defines it."
        for name, label in precision.undefined
    ]
    if precision.needed is not None:
        return [
            *lines,
            f"As precise as asked for from {precision.needed} replications on; {replications} were "
            "run.",
        ]
    short = [known for known in precision.values if not known.met]
    if not short:
        return [
            *lines,
            f"As precise as asked for after {replications} replications, but not for long enough "
            "to be sure. Raise --at-most to go on.",
        ]
    return [
        *lines,
        f"Not as precise as asked for after {replications} replications. Raise --at-most to go on.",
        *(f"  {_short(known)}" for known in short),
    ]


def _short(known: Known) -> str:
    width, wanted = (say(value, known.unit) for value in (known.half_width, known.wanted))
    return f"{known.standard}: {known.label} is known to within {width}, not {wanted}."
