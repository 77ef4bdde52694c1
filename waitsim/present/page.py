"""One self-contained HTML page from a template: styles, charts and all, and no network."""

import base64
import hashlib
import re
from collections.abc import Mapping
from importlib import resources
from typing import Any, Final

import jinja2
from markupsafe import Markup
from plotly.offline import get_plotlyjs

import waitsim
from waitsim.present.chart import Chart

_WITH_UNIT: Final = re.compile(r"([0-9]) (%|weeks?\b|million\b)")
_DATE: Final = re.compile(r"\b([0-9]{1,2}) ([A-Z][a-z]{2,8}) ([0-9]{4})\b")
_MINUS: Final = re.compile(r"(?<![^\s(])-(?=[£0-9])")
_INTERVAL: Final = re.compile(r"\([^()]{1,24} to [^()]{1,24}\)")


def page(template: str, content: Mapping[str, Any]) -> str:
    """The page that a template makes of its content; the same for the same content.

    Args:
        template: name of a file in ``templates``.
        content: what the template and ``page.html.j2`` ask for.
    """
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_template),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["drawing"] = _drawing
    environment.filters["tight"] = _tight
    # What a browser hashes has these line ends, whatever the file has.
    plotly = get_plotlyjs().replace("\r\n", "\n")
    script = _template("page.js")
    return environment.get_template(template).render(
        **content,
        version=waitsim.__version__,
        policy=_policy(plotly, script),
        plotly=Markup(plotly),  # noqa: S704  from the installed plotly package
        script=Markup(script),  # noqa: S704  our own
        style=Markup(_template("page.css")),  # noqa: S704  our own
    )


def _template(name: str) -> str:
    file = resources.files("waitsim.present") / "templates" / name
    return file.read_text(encoding="utf-8")


def _policy(*scripts: str) -> str:
    """Lets these scripts run and no others, and lets nothing be fetched or sent."""
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    allowed = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def _tight(text: str) -> str:
    """Text whose numbers stay on one line with their units and their intervals in one piece."""
    text = _WITH_UNIT.sub("\\1\u00a0\\2", text)
    text = _DATE.sub("\\1\u00a0\\2\u00a0\\3", text)
    text = _MINUS.sub("\u2212", text).replace("+£", "+\u2060£")
    return _INTERVAL.sub(lambda found: found[0].replace(" ", "\u00a0"), text)


def _drawing(chart: Chart) -> dict[str, Any]:
    """What the page's script needs to draw a chart, and to save it as a picture."""
    return {**chart.spec, "title": f"{chart.subject}<br>{chart.title}"}
