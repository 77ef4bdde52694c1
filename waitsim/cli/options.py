"""What several commands can be told."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Engine(StrEnum):
    """Which engine runs the scenario."""

    auto = "auto"
    kernel = "kernel"
    reference = "reference"


Scenario = Annotated[Path, typer.Argument(metavar="SCENARIO", help="A scenario file (YAML).")]
Sets = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="PATH=VALUE", help="Replace a value of the file; may be repeated."
    ),
]
Replications = Annotated[int, typer.Option(min=1, help="How often to play the scenario through.")]
Precision = Annotated[
    list[str] | None,
    typer.Option(
        "--precision",
        metavar="VALUE=HALF-WIDTH",
        help="Add replications until a value is known this well, such as waiting_end=2%, or 5% "
        "for every headline value; may be repeated.",
    ),
]
AtMost = Annotated[
    int, typer.Option(min=1, help="Most replications to run for --precision or --best.")
]
Best = Annotated[
    str | None,
    typer.Option(
        "--best",
        metavar="VALUE=WIDTH",
        help="Add replications until the best option by a value is found with 95 % confidence; "
        "differences below the width count as none, such as waiting_end=50.",
    ),
]
Waterfall = Annotated[
    bool,
    typer.Option("--waterfall", help="Tell what each change of the one option contributes."),
]
Split = Annotated[
    int,
    typer.Option(
        "--split-variance",
        min=1,
        metavar="N",
        help="Play each draw of what is not known exactly N times, to tell it from chance.",
    ),
]
Seed = Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Another seed gives other luck.")]
Workers = Annotated[int | None, typer.Option(min=1, help="Threads to use; all cores if left out.")]
Cluster = Annotated[
    str | None,
    typer.Option(metavar="URL", help="Run on this Dask cluster, such as tcp://host:8786."),
]
ClusterWait = Annotated[
    int, typer.Option(min=0, metavar="SECONDS", help="How long to wait for lost workers.")
]
Folder = Annotated[Path, typer.Option(metavar="DIR", help="Folder to keep results in.")]
Events = Annotated[bool, typer.Option("--events", help="Keep every event as well.")]
Engines = Annotated[Engine, typer.Option(help="All engines give the same answers.")]
KeptName = Annotated[
    str, typer.Argument(metavar="NAME", help="A run or sweep, or how its name begins.")
]
NoReport = Annotated[bool, typer.Option("--no-report", help="Write no HTML report.")]
Open = Annotated[bool, typer.Option("--open", help="Show the report in the browser.")]
