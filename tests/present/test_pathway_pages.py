"""Pages about pathways: up to date, sound as Markdown, and drawable as flowcharts."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from described_scenario import described_scenario

from waitsim.errors import ScenarioError
from waitsim.experiments.pathway_account import pathway_accounts
from waitsim.present.flowchart import SHAPES, flowchart
from waitsim.present.pathway_pages import INDEX, pathway_pages, write_pages
from waitsim.scenario.forms import STEP_KINDS
from waitsim.scenario.load import Loaded, load

ROOT = Path(__file__).parents[2]
FOLDER = Path("docs") / "pathways"
LIBRARY = Path("scenarios") / "library"

# Text between quotes holds no sign that means something in a chart; others stand by their numbers.
TEXT = r'"(?:[^"#<>&`\\\[\]{}|\n]|#\d+;|<br>)*"'
LEFT = {left for left, _, _ in SHAPES.values()} | {"([", ">"}
RIGHT = {right for _, right, _ in SHAPES.values()} | {"])"}
OPEN, CLOSE = (
    "|".join(re.escape(sign) for sign in sorted(signs, key=len, reverse=True))
    for signs in (LEFT, RIGHT)
)
NODE = re.compile(rf"  ([a-z]+\d*)(?:{OPEN}){TEXT}(?:{CLOSE})")
ARROW = re.compile(rf"  ([a-z]+\d*) (?:-->|-\.->)(?:\|{TEXT}\|)? ([a-z]+\d*)")


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return described_scenario(tmp_path_factory.mktemp("scenario"))


@pytest.fixture(scope="module")
def pages(kinds: Loaded) -> Mapping[str, str]:
    return pathway_pages([kinds], kinds.path.parent / "pages")


def library() -> list[Loaded]:
    return [load(path) for path in sorted(LIBRARY.glob("*.yaml"))]


def test_the_pages_of_the_library_are_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    written = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    made = pathway_pages(library(), FOLDER)
    assert written == made, f"run: waitsim describe {LIBRARY}/*.yaml --out {FOLDER}"


def test_links_to_files_lead_somewhere() -> None:
    for page in (ROOT / FOLDER).iterdir():
        for link in re.findall(r"\]\(((?!https?:)[^)]*)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).is_file(), (page.name, link)


def test_every_kind_of_step_has_a_shape_of_its_own() -> None:
    assert set(SHAPES) == set(STEP_KINDS)
    assert len({shape[:2] for shape in SHAPES.values()}) == len(SHAPES)
    assert len({name for _, _, name in SHAPES.values()}) == len(SHAPES)


@pytest.mark.parametrize(
    "path",
    sorted(p for p in (ROOT / "scenarios").rglob("*.yaml")),
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
def test_every_bundled_pathway_can_be_drawn(path: Path) -> None:
    for account in pathway_accounts(load(path)):
        assert_drawable(flowchart(account))


def test_a_pathway_with_everything_can_be_drawn(kinds: Loaded) -> None:
    here, there = pathway_accounts(kinds)
    assert flowchart(there).endswith('  link0>"#49;#46; Here #35;1"]\n  link0 -.-> step1')
    assert "  start --> step1" in flowchart(there)
    text = flowchart(here)
    assert_drawable(text)
    for said in (
        'step2["Talk #123;now#125; #124; #91;or#93; #34;later#34;; #96;x#96; #92; %%<br>',
        "Nurses #34;A#34; #38; #60;B#62;: 60 + 30 min",
        'step3[["Group<br>4 sessions, every 2 weeks, up to 6 together<br>',
        'step4{{"Panel<br>12 slots on each date"}}',
        'step5[("Bed<br>3 places, 2 weeks")]',
        'step6("Review<br>every 26 weeks<br>',
        'step1[/"Forms<br>1 week to 3 weeks"/]',
        'end1(["#45; gone"])',
        'step2 -.->|"25 % referred on too"| link0',
        'link0>"There"]',
        'link1(["Turns 11 on a waiting list"])',
        "link1 -.-> step0",
        'end1 -.->|"5 % referred again"| link2',
        'fromlink3(["Not brought"])',
        'fromlink3 -.->|"10 % referred again"| link3',
    ):
        assert said in text, said
    assert "-->" + '|"0 %"|' not in text


def assert_drawable(text: str) -> None:
    """Every line is a box or an arrow between two of them, each box is there once and is used."""
    head, *lines = text.splitlines()
    assert head == "flowchart TD"
    boxes, ends = [], set()
    for line in lines:
        box, arrow = NODE.fullmatch(line), ARROW.fullmatch(line)
        assert box or arrow, line
        if box:
            boxes.append(box[1])
        if arrow:
            ends |= {arrow[1], arrow[2]}
    assert len(boxes) == len(set(boxes))
    assert ends <= set(boxes)


def test_every_row_of_a_table_has_as_many_cells_as_its_head(pages: Mapping[str, str]) -> None:
    for page in pages.values():
        for table in re.findall(r"(?:^\|.*\n)+", page, re.MULTILINE):
            rows = [re.sub(r"\\.", "", row).count("|") for row in table.splitlines()]
            assert len(set(rows)) == 1, table


def test_words_of_a_scenario_stay_words_on_a_page(pages: Mapping[str, str]) -> None:
    page = pages["here.md"]
    assert "For \\| tests \\*only\\* \\<b\\>." in page
    assert '[A \\[paper\\] on "clinics"](https://example.org/a?b=1)' in page
    assert "S2: Not on the web" in page
    assert "javascript" not in page


def test_a_page_tells_steps_sums_staff_standards_and_figures(pages: Mapping[str, str]) -> None:
    page = pages["here.md"]
    heads = re.findall(r"^## (.*)", page, re.MULTILINE)
    assert heads == [
        "Steps",
        "Waiting lists",
        "What follows by hand",
        "Staff",
        "Standards",
        "Figures, and what they rest on",
        "Sources",
    ]
    for row in (
        "| Group | course; 4 sessions, every 2 weeks, up to 6 together | 36 | Nurses",
        '| Nurses "A" & \\<B\\> | 12 | 11 |',
        "| Group | longest wait | 1 | 10 %; 100 % of them booked again after 2 weeks; discharged",
        "| Bed | priority then longest wait | 2 |  |",
        "| 20 %; 0 % of them booked again |",
        "| Talk in time | the referral | Talk",
        "| `referrals.rate` | 10 a week | not stated | [S1](https://example.org/a?b=1), S2 |  |",
        "| `waiting.0-4 weeks` | 10 | not stated |  |  |",
    ):
        assert row in page, row
    assert "a second clock leaves those cases out" in page
    assert "There at the start: Talk" in page
    assert "| Talk | 9 |" in pages["there.md"]
    assert "| `wte` | 1 | low |  | nobody knows |" in pages["there.md"]
    assert "## Standards" not in pages["there.md"]


def test_the_list_of_pages_names_each_with_its_staff(pages: Mapping[str, str]) -> None:
    assert '| [1. Here #1](here.md) | 10 | Nurses "A" & \\<B\\> |' in pages[INDEX]
    assert "| [There](there.md) | 0 | Porters | 1 of" in pages[INDEX]


def test_pages_are_written_once_all_is_well(kinds: Loaded, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="a pathway of that name"):
        write_pages([kinds, kinds], tmp_path / "pages")
    assert not (tmp_path / "pages").exists()
    written = write_pages([kinds], tmp_path / "pages")
    assert sorted(path.name for path in written) == [INDEX, "here.md", "there.md"]
    assert all(path.is_file() for path in written)


def test_no_file_is_lost_to_a_page(kinds: Loaded, tmp_path: Path) -> None:
    write_pages([kinds], tmp_path)
    write_pages([kinds], tmp_path)
    mine = tmp_path / INDEX
    mine.write_text("My own.", encoding="utf-8")
    (tmp_path / "there.md").unlink()
    with pytest.raises(ScenarioError, match=r"README\.md: is there already"):
        write_pages([kinds], tmp_path)
    assert mine.read_text(encoding="utf-8") == "My own."
    assert not (tmp_path / "there.md").exists()
