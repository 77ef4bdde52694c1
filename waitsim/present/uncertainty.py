"""Numbers that are not known exactly: which they are, and how much of the answer is due to them."""

from collections.abc import Sequence
from typing import Final

from rich.console import Console

from waitsim.experiments.headline import HEADLINES
from waitsim.experiments.resting import LEAST_DRAWS, Influence, Split, influences, splits
from waitsim.present.table import Column, Table, row
from waitsim.present.terminal import print_table
from waitsim.present.wording import counted, joined, say, say_range
from waitsim.results.header import Header
from waitsim.results.results import Results
from waitsim.rules.inputs import TRIANGULAR, Input
from waitsim.scenario.load import Loaded

FIRST: Final = "waiting_end"
"""The headline value that is shown before all others."""

OTHERS: Final = tuple(entry.name for entry in HEADLINES if entry.name != FIRST)

_MOST_ROWS: Final = 3
_LABELS: Final = {entry.name: entry.label for entry in HEADLINES}
_UNITS: Final = {entry.name: entry.unit for entry in HEADLINES}


def drawn_said(inputs: Sequence[Input], per_draw: int = 1) -> str:
    """What is drawn, in a sentence or two; empty where nothing is.

    Args:
        per_draw: replications of each draw.
    """
    if not inputs:
        return ""
    often = "for each replication" if per_draw == 1 else f"for every {per_draw} replications"
    return (
        f"{counted(len(inputs), 'number is', 'numbers are')} not known exactly. They are drawn "
        f"anew {often}, so prediction bands hold what is not known of them as well as chance."
    )


def shared_draws_said(names: Sequence[str], inputs: Sequence[Sequence[Input]]) -> str:
    """What is drawn for scenarios that are compared; empty where nothing is.

    Args:
        names: of the base and the options.
        inputs: of each.
    """
    drawn = [{one.path: one.luck for one in own} for own in inputs]
    if not any(drawn):
        return ""
    unlike = [name for name, own in zip(names, drawn, strict=True) if own != drawn[0]]
    if not unlike:
        count = counted(len(drawn[0]), "number is", "numbers are")
        return f"{count} not known exactly. All scenarios share what each replication draws."
    return (
        f"Not drawn of the same numbers as {names[0]}: {joined(unlike)}. Differences from it hold "
        "what is drawn for one of the two alone. State the same ranges in both, to leave it out."
    )


def path_said(path: str) -> str:
    """Where a number is, in words: ``autism triage then not accepted``."""
    names = path.removeprefix("pathways.").replace(".steps.", ".").split(".")
    return " ".join(names).replace("_", " ")


def print_uncertainty(out: Console, results: Results) -> None:
    """Writes what is drawn and how much of the answer is due to it."""
    header = results.header
    out.print(drawn_said(header.inputs, header.replications_per_draw), soft_wrap=True)
    if header.replications_per_draw > 1:
        out.print("What is above is of the first replication of each draw.", soft_wrap=True)
    out.print()
    for table in uncertainty_tables(results):
        print_table(out, table)


def inputs_table(loaded: Loaded) -> Table:
    """Every number that is drawn, with its range and what that rests on."""
    stated = {one.path[1]: one for one in loaded.assumptions if one.path[::2] == _RANGE}
    inputs = loaded.drawing.inputs if loaded.drawing else ()
    return Table(
        caption="Numbers that are not known exactly",
        columns=(
            Column("Number"),
            Column("In the file", number=True),
            Column("Drawn from", number=True),
            Column("Shape", spare=4),
            Column("Moves with", spare=1),
            Column("Confidence", spare=2),
            Column("Source", spare=3),
        ),
        rows=tuple(
            row(
                path_said(one.path),
                one.text(one.own),
                f"{one._replace(after='').text(one.low)} to {one.text(one.high)}",
                _shape(one),
                one.together.replace("_", " "),
                stated[one.path].confidence if one.path in stated else "",
                stated[one.path].source if one.path in stated else "",
            )
            for one in inputs
        ),
        notes=(
            "Normal and lognormal shapes have 95 % of their values in the range. Dated changes "
            "apply to the drawn value.",
        ),
    )


def uncertainty_tables(results: Results, values: Sequence[str] = (FIRST,)) -> tuple[Table, ...]:
    """How much of headline values is due to what is drawn, as far as it can be told.

    Args:
        values: names of those that are shown.
    """
    header = results.header
    found: list[Table] = []
    parts = splits(results) if header.replications_per_draw > 1 else ()
    effects = influences(results)
    for value in values:
        if parts:
            found.append(splits_table(header, parts, value))
        found.append(influences_table(header, effects, value))
    return tuple(found)


def influences_table(
    header: Header, found: Sequence[Influence], value: str = FIRST, most: int = _MOST_ROWS
) -> Table:
    """The inputs that go with a headline value of each standard, as far as told from chance."""
    of_value = [each for each in found if each.value == value]
    rows, silent = [], []
    for name, label in _standards(header).items():
        own = [each for each in of_value if each.standard == name]
        told = [each for each in own if each.told][:most]
        rows += [
            row(
                label,
                "; ".join(map(path_said, each.inputs)),
                "more" if each.rises else "less",
                f"{say(each.share, 'share')} ({say_range(each.low, each.high, 'share')})",
            )
            for each in told
        ]
        if own and not told:
            silent.append(label)
    draws = header.replications // header.replications_per_draw
    return Table(
        caption=f"What the answer rests on: {_LABELS[value].lower()}",
        columns=(
            Column("Standard"),
            Column("Number that is drawn"),
            Column("Where it is higher"),
            Column("Share of the variation", number=True),
        ),
        rows=tuple(rows),
        notes=_notes(of_value, draws, silent),
    )


def splits_table(header: Header, found: Sequence[Split], value: str = FIRST) -> Table:
    """How much of what varies is due to what is drawn, and how much to chance."""
    labels = _standards(header)
    per_draw = header.replications_per_draw
    draws = header.replications // per_draw
    unit = _UNITS[value]
    return Table(
        caption=f"What is not known, and chance: {_LABELS[value].lower()}",
        columns=(
            Column("Standard"),
            Column("Due to what is not known, standard deviation", number=True),
            Column("Due to chance, standard deviation", number=True),
            Column("Share of the variance due to what is not known", number=True),
        ),
        rows=tuple(
            row(
                labels[each.standard],
                say(each.inputs_sd, unit),
                say(each.chance_sd, unit),
                f"{say(each.inputs_share, 'share')} ({say_range(each.low, each.high, 'share')})",
            )
            for each in found
            if each.value == value
        ),
        notes=(
            f"From {counted(draws, 'draw')} of the numbers, each played through "
            f"{counted(per_draw, 'time')} with other luck. In brackets: 95 % confidence interval, "
            "which assumes values near to normal. More replications make chance in an average "
            "smaller; only better data make the other part smaller.",
        ),
    )


_RANGE: Final = ("uncertain", "between")


def _notes(found: Sequence[Influence], draws: int, silent: Sequence[str]) -> tuple[str, ...]:
    if not found:
        return (f"Too few draws to tell: {draws}, and {LEAST_DRAWS} are needed.",)
    numbers = len({each.inputs for each in found})
    none = f"No number can be told from chance: {'; '.join(silent)}."
    return (
        *([none] if silent else []),
        f"Squared rank correlation over {counted(draws, 'draw')}, with its 95 % interval. Left out "
        f"is what stays below {say(found[0].chance, 'share')}: among {counted(numbers, 'number')} "
        "that have no effect at all, the largest would do so 19 times in 20. More replications "
        "find weaker effects.",
        "What only acts together with other numbers, or both ways, does not show here.",
    )


def _standards(header: Header) -> dict[str, str]:
    """Each standard as people read it."""
    labels = header.names.pathway_labels
    return {each.name: f"{labels[each.pathway]}: {each.label}" for each in header.standards}


def _shape(one: Input) -> str:
    if one.shape == TRIANGULAR and one.likely != one.own:
        return f"{one.shape}, likeliest {one.text(one.likely)}"
    return one.shape
