"""A page about each pathway of a scenario, in Markdown: its steps, sums, standards and figures."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from waitsim.errors import Problem, ScenarioError
from waitsim.experiments.pathway_account import MADE_OF, PathwayAccount, Stop, pathway_accounts
from waitsim.experiments.pathway_figures import Figure
from waitsim.present.flowchart import SHAPES, flowchart, minutes_of, rhythm_of
from waitsim.present.markdown import capital, plain, table_row
from waitsim.present.register import safe_url
from waitsim.present.wording import counted, joined, say
from waitsim.results.durable import write_whole
from waitsim.scenario.load import Loaded
from waitsim.scenario.part import Source, spoken
from waitsim.scenario.provenance import CONFIDENCES
from waitsim.scenario.staffing import WEEKS_A_YEAR, StaffGroup
from waitsim.scenario.standards import Standard
from waitsim.scenario.steps import Clinic, Contact, Dna, Listed
from waitsim.scenario.units import say_duration

INDEX: Final = "README.md"

_SIGN: Final = b"Made by `waitsim describe`"
_MADE: Final = _SIGN.decode() + "{}; what is changed here by hand is lost."


def write_pages(everything: Sequence[Loaded], folder: Path) -> tuple[Path, ...]:
    """Writes a page for each pathway and a list of them, and gives their paths.

    Raises:
        ScenarioError: if a file of a scenario has gone, two have pathways of one name, or a page
            would take the place of a file that is none; then nothing is written.
    """
    pages = {folder / name: text for name, text in pathway_pages(everything, folder).items()}
    there = [path for path in pages if path.exists() and _SIGN not in path.read_bytes()]
    if there:
        message = "is there already, and no page about a pathway. Name another folder with --out."
        raise ScenarioError([Problem(str(path), 0, "", message) for path in there])
    for path, text in pages.items():
        write_whole(path, text.encode())
    return tuple(pages)


def pathway_pages(everything: Sequence[Loaded], folder: Path) -> dict[str, str]:
    """The pages by their file names, and a list of them.

    Args:
        folder: where they are to lie, since they name the scenario files as seen from there.
    Raises:
        ScenarioError: if a file has gone, or two scenarios have pathways of one name.
    """
    pages: dict[str, str] = {}
    listed = []
    for loaded in everything:
        for account in pathway_accounts(loaded):
            name = f"{account.key}.md"
            if name in pages:
                message = "a scenario before this one has a pathway of that name. Leave one out."
                at = f"pathways.{account.key}"
                raise ScenarioError([Problem(str(loaded.path), 0, at, message)])
            pages[name] = "\n".join(_page(account, loaded, folder))
            listed.append(_listed(account))
    heads = (
        "| pathway | referrals a week | staff | figures of low confidence |\n|---|---:|---|---:|"
    )
    pages[INDEX] = "\n".join(["# Pathways", "", _MADE.format(""), "", heads, *listed, ""])
    return pages


def _listed(account: PathwayAccount) -> str:
    staff = "; ".join(capital(spoken(key, group)) for key, group in account.staff.items())
    own = [figure for part in account.figures.values() for figure in part]
    low = sum(figure.confidence == "low" for figure in own)
    link = f"[{plain(capital(account.label))}]({account.key}.md)"
    rate = say(account.pathway.referrals.rate, "")
    return f"| {link} | {rate} | {plain(staff)} | {low} of {len(own)} |"


def _page(account: PathwayAccount, loaded: Loaded, folder: Path) -> Iterator[str]:
    file = Path(loaded.files[0])
    link = Path(os.path.relpath(file, folder)).as_posix()
    yield f"# {plain(capital(account.label))}\n"
    yield _MADE.format(f" from [{plain(file.as_posix())}]({link})") + "\n"
    if loaded.scenario.description:
        yield plain(" ".join(loaded.scenario.description.split())) + "\n"
    yield from _steps(account)
    yield from _lists(account)
    yield from _sums(account)
    yield from _staff(account.staff)
    yield from _standards(account, folder)
    yield from _figures(account, loaded.scenario.sources)


def _steps(account: PathwayAccount) -> Iterator[str]:
    kinds = dict.fromkeys(stop.step.kind for stop in account.stops)
    yield "## Steps\n"
    yield f"```mermaid\n{flowchart(account)}\n```\n"
    shapes = [f"a {SHAPES[kind][2]} is a {kind}" for kind in kinds]
    if any(link.kind in ("further", "again", "from") for link in account.links):
        shapes.append("a flag is another pathway, with a referral of its own")
    yield (
        f"In the chart {joined(shapes)}; ends are rounded. Minutes are those with the child, and "
        "after the plus those around it, such as for the report. Shares are of those who go on "
        "from a step.\n"
    )
    heads = f"| step | kind | of {MADE_OF} referrals | minutes of staff | then |"
    yield f"{heads}\n|---|---|---:|---|---|"
    names = {stop.key: capital(stop.label) for stop in account.stops}
    names |= {end.key: capital(end.label) for end in account.ends}
    for stop in account.stops:
        yield table_row(
            stop.label,
            "; ".join(filter(None, (stop.step.kind, rhythm_of(stop)))),
            say(stop.arrivals, "", beyond="ever more"),
            "; ".join(f"{capital(group)} {minutes_of(a, b)}" for group, a, b in stop.minutes),
            "; ".join(_ways(stop, names)),
        )
    ends = "; ".join(f"{capital(end.label)} {say(end.arrivals, '')}" for end in account.ends)
    yield (
        f"\nOf {MADE_OF} referrals so many come to each step, if nobody leaves a list, grows up or "
        "waits for ever; some come more than once where steps lead back. They end so: "
        f"{plain(ends)}. The others miss their contacts and are discharged.\n"
    )


def _ways(stop: Stop, names: Mapping[str, str]) -> list[str]:
    found = []
    for way in stop.ways:
        name = names.get(way.target, way.target.replace("_", " "))
        found.append(name if way.share == 1 else f"{name} {say(way.share, 'share')}")
    return found


def _lists(account: PathwayAccount) -> Iterator[str]:
    listed = [(stop.label, stop.step) for stop in account.stops if isinstance(stop.step, Listed)]
    if not listed:
        return
    yield "## Waiting lists\n"
    yield "Where lists share staff, those of precedence 1 come first, then 2, and so on.\n"
    yield "| list | who is next | precedence | missed contacts |\n|---|---|---:|---|"
    for label, step in listed:
        dna = step.dna if isinstance(step, Contact | Clinic) else None
        yield table_row(label, step.order, str(step.precedence), _missed(dna) if dna else "")
    yield ""


def _missed(dna: Dna) -> str:
    """What share is missed, and what is done about it."""
    share = "by notice" if dna.share is None else say(dna.share, "share")
    again = f"{say(dna.rebook, 'share')} of them booked again"
    if dna.after:
        again += f" after {say_duration(dna.after)}"
    if dna.most is None:
        return f"{share}; {again}"
    last = "a second one" if dna.most == 2 else f"{dna.most} in a row"
    return f"{share}; {again}; discharged after {'one' if dna.most == 1 else last}"


def _sums(account: PathwayAccount) -> Iterator[str]:
    if not account.expectations:
        return
    yield "## What follows by hand\n"
    yield (
        "The file states these sums under `expects:`. Hours are a week's. Where less is given than "
        "asked a list grows, by so many children a day if nobody leaves it; the wait is in weeks.\n"
    )
    for expectation in account.expectations:
        yield f"| |{'|'.join(f' {plain(column)} ' for column in expectation.columns)}|"
        yield f"|---|{'---:|' * len(expectation.columns)}"
        for label, sums in expectation.rows:
            yield table_row(label, *sums)
        yield ""


def _staff(staff: Mapping[str, StaffGroup]) -> Iterator[str]:
    if not staff:
        return
    yield "## Staff\n"
    yield "| group | WTE | clinical share | weeks worked a year | cost of an hour |"
    yield "|---|---:|---:|---:|---:|"
    for key, group in staff.items():
        yield table_row(
            spoken(key, group),
            f"{group.wte:g}",
            say(group.clinical_share, "share"),
            f"{group.weeks_worked or WEEKS_A_YEAR:.0f}",
            say(group.cost, "pounds"),
        )
    yield ""


def _standards(account: PathwayAccount, folder: Path) -> Iterator[str]:
    if not account.pathway.standards:
        return
    yield "## Standards\n"
    yield "| standard | from | until | limit | target |\n|---|---|---|---:|---:|"
    names = {stop.key: capital(stop.label) for stop in account.stops}
    for key, standard in account.pathway.standards.items():
        yield table_row(
            spoken(key, standard),
            " or ".join(names[step] for step in standard.from_) or "the referral",
            " or ".join(names[step] for step in standard.to),
            say_duration(standard.within),
            "none" if standard.target is None else say(standard.target, "share"),
        )
    yield f"\n{_counted(account.pathway.standards.values(), folder)}\n"


def _counted(standards: Iterable[Standard], folder: Path) -> str:
    guide = folder.parent / "measures.md"
    where = "[docs/measures.md](../measures.md)" if guide.is_file() else "`waitsim measures`"
    said = (
        "Each is counted three ways: of those seen, of those who still wait, and of all referred. "
        f"{where} tells which of them a national collection publishes, and from when to when its "
        "clock runs."
    )
    if any(standard.exceptions for standard in standards):
        said += " Where the time limit has exceptions, a second clock leaves those cases out."
    return said


def _figures(account: PathwayAccount, sources: Mapping[str, Source]) -> Iterator[str]:
    yield "## Figures, and what they rest on\n"
    own = [figure for part in account.figures.values() for figure in part]
    levels = joined([f"{sum(x.confidence == level for x in own)} {level}" for level in CONFIDENCES])
    yield (
        f"Of {counted(len(own), 'figure')} so many are of each confidence: {levels}. High is "
        "published for the place itself, a national standard or a choice; medium is published for "
        "elsewhere; low is estimated, from the source if there is one. Put your own in place of "
        "these first.\n"
    )
    titles = _titles(account)
    for part, title in titles.items():
        if part in account.figures:
            yield f"### {plain(capital(title))}\n"
            if part in account.notes:
                yield f"{plain(account.notes[part])}\n"
            yield "| figure | value | confidence | source | why |\n|---|---|---|---|---|"
            note = account.notes.get(part, "")
            for figure in account.figures[part]:
                yield _figure(figure, note, sources)
            yield ""
    named = {key for figure in own for key in figure.sources}
    if named:
        yield "## Sources\n"
        yield from (f"- {key}: {_titled(sources[key])}" for key in sources if key in named)
        yield ""


def _titles(account: PathwayAccount) -> dict[str, str]:
    """What the parts of a file that hold figures are called."""
    titles = {"": "Referrals"}
    titles |= {f"steps.{stop.key}": stop.label for stop in account.stops}
    for key, standard in account.pathway.standards.items():
        titles[f"standards.{key}"] = f"Standard: {capital(spoken(key, standard))}"
    for stop in account.stops:
        titles[f"opening.{stop.key}"] = f"There at the start: {capital(stop.label)}"
    for key, group in account.staff.items():
        titles[f"staff.{key}"] = f"Staff: {capital(spoken(key, group))}"
    return titles


def _figure(figure: Figure, note: str, sources: Mapping[str, Source]) -> str:
    why = "" if figure.reason == note else plain(figure.reason)
    links = ", ".join(_linked(key, sources) for key in figure.sources)
    level = figure.confidence or "not stated"
    return f"| `{figure.name}` | {plain(figure.text)} | {level} | {links} | {why} |"


def _linked(key: str, sources: Mapping[str, Source]) -> str:
    url = safe_url(sources[key].url) if key in sources else ""
    return f"[{plain(key)}]({url})" if url else plain(key)


def _titled(source: Source) -> str:
    url = safe_url(source.url)
    return f"[{plain(source.title)}]({url})" if url else plain(source.title)
