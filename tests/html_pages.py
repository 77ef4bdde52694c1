"""What tests look for in a page of HTML."""

import base64
import hashlib
import itertools
import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

VOID = {"meta", "br", "link", "img", "input", "hr"}


@dataclass(eq=False)
class Element:
    """A tag with its attributes, what is in it, and the text directly inside."""

    tag: str
    attributes: dict[str, str]
    parents: list["Element"]
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    @property
    def all_text(self) -> str:
        return self.text + "".join(child.all_text for child in self.children)


class Page(HTMLParser):
    """All elements of a page, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.mismatched: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {key: value or "" for key, value in attrs}, list(self._open))
        self.elements.append(element)
        if self._open:
            self._open[-1].children.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1].tag != tag:
            self.mismatched.append(tag)
            return
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1].text += data

    def all(self, tag: str) -> list[Element]:
        return [element for element in self.elements if element.tag == tag]

    def charts(self) -> list[dict[str, Any]]:
        return [
            json.loads(script.text)
            for script in self.all("script")
            if script.attributes.get("type") == "application/json"
        ]

    def hashes_of_scripts(self) -> set[str]:
        scripts = [script for script in self.all("script") if "type" not in script.attributes]
        digests = [hashlib.sha256(script.text.encode()).digest() for script in scripts]
        return {f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests}


def faults(page: Page) -> list[str]:
    """What would stand in the way of a reader with a keyboard or a screen reader."""
    found = [f"</{tag}> closes nothing" for tag in page.mismatched]
    identifiers = [e.attributes["id"] for e in page.elements if "id" in e.attributes]
    found += [f"id {i} is used twice" for i in set(identifiers) if identifiers.count(i) > 1]
    levels = [int(e.tag[1]) for e in page.elements if e.tag in ("h1", "h2", "h3", "h4")]
    found += [f"h{a} is followed by h{b}" for a, b in itertools.pairwise(levels) if b > a + 1]
    found += ["not one h1"] if levels.count(1) != 1 else []
    for link in page.all("a"):
        target = link.attributes["href"]
        if target.startswith("#") and target[1:] not in identifiers:
            found.append(f"{target} leads nowhere")
    for element in page.elements:
        for name in element.attributes.get("aria-labelledby", "").split():
            found += [f"{name} labels nothing"] if name not in identifiers else []
    for table in page.all("table"):
        tags = [child.tag for child in table.children]
        found += ["a table without caption"] if tags[:1] != ["caption"] else []
        found += [
            "a heading without scope"
            for row in page.all("th")
            if table in row.parents and row.attributes.get("scope") not in ("col", "row")
        ]
    return found
