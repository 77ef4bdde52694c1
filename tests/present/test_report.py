import dataclasses
import re
from pathlib import Path

import pytest
from html_pages import Page, faults
from made_up_run import made_up_results
from small_scenario import small_scenario

from waitsim.experiments.replicate import Execution, run
from waitsim.present.report import report, write_report
from waitsim.results.results import Results
from waitsim.scenario.load import Loaded, load


@pytest.fixture(scope="module")
def made_up() -> Page:
    return Page(report(made_up_results()))


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return small_scenario(tmp_path_factory.mktemp("scenario"))


@pytest.fixture(scope="module")
def whole(loaded: Loaded) -> Page:
    results = run(loaded, replications=3, execution=Execution(1, "reference"))
    return Page(report(results, loaded))


def test_the_same_run_gives_the_same_page() -> None:
    assert report(made_up_results()) == report(made_up_results())


def test_a_page_has_no_fault_that_keeps_readers_out(made_up: Page, whole: Page) -> None:
    assert faults(made_up) == []
    assert faults(whole) == []


def test_a_page_is_in_british_english_and_offers_a_way_past_the_contents(whole: Page) -> None:
    assert whole.all("html")[0].attributes["lang"] == "en-GB"
    assert whole.all("a")[0].attributes == {"class": "skip", "href": "#main"}


def test_nothing_on_a_page_comes_from_elsewhere(whole: Page) -> None:
    assert whole.all("link") == []
    assert [e.tag for e in whole.elements if "src" in e.attributes] == []
    style = whole.all("style")[0].text
    assert "url(" not in style
    assert "@import" not in style


def test_only_the_scripts_of_the_page_itself_may_run(whole: Page) -> None:
    policy = next(
        e.attributes["content"]
        for e in whole.all("meta")
        if e.attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none';")
    assert set(re.findall(r"'sha256-[^']+'", policy)) == whole.hashes_of_scripts()
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert [e.tag for e in whole.elements for name in e.attributes if name.startswith("on")] == []


def test_no_chart_can_be_sent_anywhere(whole: Page) -> None:
    charts = whole.charts()
    assert len(charts) >= 6
    for chart in charts:
        assert chart["config"]["showSendToCloud"] is False
        assert chart["config"]["plotlyServerURL"] == ""
        assert chart["config"]["displaylogo"] is False


def test_beside_every_chart_stands_a_table_with_its_numbers(made_up: Page, whole: Page) -> None:
    for page in (made_up, whole):
        for figure in page.all("figure"):
            tables = [table for table in page.all("table") if figure in table.parents]
            assert len(tables) == 1
            assert len([e for e in page.all("tr") if tables[0] in e.parents]) >= 2


def test_every_series_of_a_chart_has_a_second_mark_than_colour(whole: Page) -> None:
    for chart in whole.charts():
        shown = [trace for trace in chart["data"] if trace.get("showlegend") is not False]
        lines = [t["line"].get("dash", "solid") for t in shown if t["type"] == "scatter"]
        widths = [t["line"]["width"] for t in shown if t["type"] == "scatter"]
        assert len(set(zip(lines, widths, strict=True))) >= len(shown) - 1 or not lines
        bars = [t["marker"]["pattern"]["shape"] for t in shown if t["type"] == "bar"]
        assert len(set(bars)) == len(bars)


def test_what_people_wrote_is_text_and_nothing_else() -> None:
    results = made_up_results()
    attack = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
    names = dataclasses.replace(
        results.header.names, pathway_labels=(attack, "b"), end_labels=(attack,) * 8
    )
    header = dataclasses.replace(results.header, title=attack, description=attack, names=names)
    page = Page(report(Results(header, results.tallies)))
    assert page.all("img") == []
    assert "alert(1)" in page.all("h1")[0].text
    assert len([s for s in page.all("script") if "type" not in s.attributes]) == 2
    assert faults(page) == []


def test_an_address_that_is_not_of_the_web_is_no_link(tmp_path: Path) -> None:
    loaded = small_scenario(tmp_path)
    text = loaded.path.read_text(encoding="utf-8")
    sources = 'sources:\n  S1: {title: Trap, url: "javascript:alert(1)"}\n'
    loaded.path.write_text(
        text.replace("staff:\n", f"{sources}staff:\n  source: S1\n", 1), encoding="utf-8"
    )
    page = Page(report(made_up_results(), load(loaded.path)))
    targets = {link.attributes["href"] for link in page.all("a")}
    assert not [target for target in targets if target.startswith("javascript")]
    assert "#source-s1" in targets


def test_a_single_replication_is_shown_without_intervals() -> None:
    page = Page(report(made_up_results(replications=1)))
    assert faults(page) == []
    text = next(s for s in page.all("section") if s.attributes["id"] == "figures").all_text
    assert not re.search(r"\([\d,.]+ to", text)


def test_a_run_without_standards_staff_or_anyone_is_shown_all_the_same() -> None:
    results = made_up_results()
    header = dataclasses.replace(results.header, standards=())
    empty = results.tallies._replace(
        **{name: array * 0 for name, array in results.tallies._asdict().items()}
    )
    page = Page(report(Results(header, empty)))
    assert faults(page) == []


def test_assumptions_of_low_confidence_and_without_source_stand_out(tmp_path: Path) -> None:
    path = small_scenario(tmp_path).path
    text = path.read_text(encoding="utf-8")
    text = text.replace("wte: 0.7", "wte: {value: 0.7, confidence: low, note: a guess}")
    path.write_text(text, encoding="utf-8")
    page = Page(report(made_up_results(), load(path)))
    marked = [e.text for e in page.all("span") if "mark-low" in e.attributes.get("class", "")]
    assert marked == ["low"]
    section = next(s for s in page.all("section") if s.attributes["id"] == "assumptions")
    assert "1 of low confidence" in section.all_text
    assert "staff.therapists.wte" in section.all_text


def test_the_answer_in_words_names_the_numbers_of_the_key_figures(whole: Page) -> None:
    answer = next(s for s in whole.all("section") if s.attributes["id"] == "answer").all_text
    figures = next(s for s in whole.all("section") if s.attributes["id"] == "figures").all_text
    start = re.search(r"([\d,]+) are waiting on 1\s+April\s+2026", answer)
    assert start is not None
    assert start[1] == "32"
    assert "32" in figures
    assert "Target" in figures


def test_a_report_is_written_whole(tmp_path: Path) -> None:
    path = write_report(made_up_results(), tmp_path / "new" / "report.html")
    assert path.read_text(encoding="utf-8") == report(made_up_results())
    assert [each.name for each in path.parent.iterdir()] == ["report.html"]
