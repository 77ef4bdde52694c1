"""Files become trees of text with lines, or problems with lines and mends."""

import contextlib
import pathlib

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from waitsim.errors import Problem, ScenarioError
from waitsim.scenario.document import MOST_BYTES, parse, read
from waitsim.scenario.tree import Place, Tree, dotted, place_of


def problems(text: str | bytes) -> list[str]:
    """The problems of a text that must have some."""
    with pytest.raises(ScenarioError) as caught:
        parse(text, "f.yaml")
    return [str(problem) for problem in caught.value.problems]


def test_scalars_stay_text_as_written() -> None:
    text = "a: NO\nb: 12:30\nc: 010\nd: +2\ne: 2026-09-01\nf: 1_000\ng: 0x1F\nh: .inf\ni: ''\n"
    assert parse(text, "f.yaml").tree == {
        "a": "NO",
        "b": "12:30",
        "c": "010",
        "d": "+2",
        "e": "2026-09-01",
        "f": "1_000",
        "g": "0x1F",
        "h": ".inf",
        "i": "",
    }


def test_nothing_null_and_tilde_are_none_only_when_plain() -> None:
    document = parse("a:\nb: null\nc: ~\nd: 'null'\ne: \"~\"\n", "f.yaml")
    assert document.tree == {"a": None, "b": None, "c": None, "d": "null", "e": "~"}


def test_every_key_and_item_has_its_line() -> None:
    document = parse("a: 1\n\nb:\n  - c: 2\n    d: 3\n  - [4, 5]\n", "f.yaml")
    assert document.tree == {"a": "1", "b": [{"c": "2", "d": "3"}, ["4", "5"]]}
    assert {path: place.line for path, place in document.lines.items()} == {
        (): 1,
        ("a",): 1,
        ("b",): 3,
        ("b", 0): 4,
        ("b", 0, "c"): 4,
        ("b", 0, "d"): 5,
        ("b", 1): 6,
        ("b", 1, 0): 6,
        ("b", 1, 1): 6,
    }


def test_a_byte_order_mark_is_no_part_of_the_first_name() -> None:
    assert parse("\ufeffa: 1".encode(), "f.yaml").tree == {"a": "1"}


def test_block_text_keeps_its_lines() -> None:
    assert parse("a: |\n  one\n  two\n", "f.yaml").tree == {"a": "one\ntwo\n"}


def test_all_faults_of_form_are_reported_at_once() -> None:
    text = (
        "a: 1\nb: &x 2\nc: *x\na: 3\nd: !!str 4\n<<: {e: 5}\n? [f]\n: 6\ng:\n  h: 1\n  h: {i: 2}\n"
    )
    found = problems(text)
    assert [line.split(":")[1] for line in found] == ["2", "3", "4", "5", "6", "7", "11"]
    assert '"a" stands on line 1 already' in found[2]
    assert '"h" stands on line 10 already' in found[6]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a:\n\tb: 1", 2, "indented with a tab"),
        ("a: 1\nb:\n\tc: 1\n\td: 1", 3, "indented with a tab"),
        ("a: b: c", 1, "colon followed by a space"),
        ("title: Base: two nurses", 1, "in quotes"),
        ("a: 1\n  b: 2", 2, "already has a value"),
        ("a:\n    b: 1\n  c: 2", 3, "indentation does not fit"),
        ("a: 1\nb\nc: 2", 2, "no colon"),
        ("key\nb: 1", 1, "no colon"),
        ("a: [1, 2\nb: 2", 1, "not closed"),
        ("a: {b: 1", 1, "not closed"),
        ("a: ]", 1, "stands where a value should"),
        ('a: 1\nb: "x\nc: 3', 2, "quotation that starts here is not closed"),
        ("a: 'it's'", 1, "follows a closing quotation mark"),
        ('a: "C:\\q"', 1, "single quotes"),
        ("a: @x", 1, 'may not start with "@"'),
        ("a: 1\nb: %", 2, 'may not start with "%"'),
        ("a: |x\n  y", 1, "next line"),
        ("a: - b", 1, "Start it on the next line"),
        (": 1", 1, "name is missing"),
        ("~: 1", 1, "name is missing"),
        ("a: 1\n---\nb: 2", 2, "second document"),
        ("- a", 1, "top level"),
        ("a:1\nb:2", 1, "top level"),
        ("", 1, "says nothing"),
        ("# only a comment", 1, "says nothing"),
        ("a: \x07", 1, "control character"),
        ("a: " + "[" * 25 + "]" * 25, 1, "more than 20 deep"),
        ("a: {b: £1,400, c: 3}", 1, "Leave the comma out"),
        (b"a: 1\nb: \xff", 2, "UTF-8"),
        ("a: 1\n".encode("utf-16"), 1, "UTF-8"),
        ("a: \ud800", 1, "UTF-8"),
        ("a: 1\nb: !!python/object/apply:os.system [ls]", 2, "sets a type"),
    ],
)
def test_each_fault_has_its_line_and_mend(text: str | bytes, line: int, words: str) -> None:
    found = problems(text)
    assert found[0].startswith(f"f.yaml:{line}: ")
    assert words in found[0]


def test_both_parsers_give_the_same_words(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["a: b: c", "a:\n\tb: 1", "a: [1", "a: 1\n  b: 2", "k\nb: 1", 'a: "x', "a: @", ": 1"]
    with_library = [problems(text) for text in texts]
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    assert [problems(text) for text in texts] == with_library
    assert parse("a:\nb: '~'\nc: [1]", "f.yaml").tree == {"a": None, "b": "~", "c": ["1"]}


def test_a_file_of_256_kb_is_read_and_a_longer_one_refused() -> None:
    text = "a: " + "x" * (MOST_BYTES - 3)
    assert len(str(parse(text, "f.yaml").tree["a"])) == MOST_BYTES - 3
    assert "over 256 KB" in problems(text + "x")[0]


def test_twenty_levels_are_read() -> None:
    parse("a: " + "[" * 19 + "]" * 19, "f.yaml")


@given(st.text(alphabet=st.sampled_from("ab:- \n\t[]{}\"'|>&*!%@`#,?~<.0é"), max_size=60))
def test_any_text_gives_a_document_or_problems_with_a_line(text: str) -> None:
    found: tuple[Problem, ...] = ()
    try:
        assert isinstance(parse(text, "f.yaml").tree, dict)
    except ScenarioError as error:
        found = error.problems or (Problem("", 0, "", ""),)
    assert all(1 <= problem.line <= text.count("\n") + 1 for problem in found)
    assert all(problem.message.endswith((".", "?")) for problem in found)


@given(st.binary(max_size=40))
def test_any_bytes_give_a_document_or_problems(data: bytes) -> None:
    with contextlib.suppress(ScenarioError):
        assert isinstance(parse(data, "f.yaml").tree, dict)


_WORDS = st.text("abNO0129:#-'\"{}[],&*!|>%@~é £", min_size=1, max_size=8)
_TREES: st.SearchStrategy[Tree] = st.recursive(
    _WORDS, lambda inner: st.lists(inner) | st.dictionaries(_WORDS, inner), max_leaves=10
)


@settings(max_examples=40)
@given(st.dictionaries(_WORDS.filter(lambda word: word != "<<"), _TREES, min_size=1))
def test_what_is_dumped_in_quotes_is_read_back(tree: dict[str, Tree]) -> None:
    def merges(node: Tree) -> bool:
        if isinstance(node, dict):
            return "<<" in node or any(merges(value) for value in node.values())
        return isinstance(node, list) and any(merges(value) for value in node)

    if not merges(tree):
        text = yaml.safe_dump(tree, default_style="'", allow_unicode=True)
        assert parse(text.replace("!!null ", ""), "f.yaml").tree == tree


def test_a_missing_file_names_the_near_one(tmp_path: pathlib.Path) -> None:
    (tmp_path / "baseline.yaml").write_text("a: 1")
    with pytest.raises(ScenarioError, match=r'no such file. Did you mean "baseline.yaml"\?'):
        read(tmp_path / "basline.yaml")


def test_a_folder_and_an_impossible_name_are_refused(tmp_path: pathlib.Path) -> None:
    for path in (tmp_path, tmp_path / "a\0b.yaml", tmp_path / ("x" * 300)):
        with pytest.raises(ScenarioError):
            read(path)


def test_a_file_inside_a_file_is_refused(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.yaml").write_text("a: 1")
    with pytest.raises(ScenarioError, match="no such file"):
        read(tmp_path / "a.yaml" / "b.yaml")


def test_a_file_is_read_under_its_name(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: 1\n")
    assert read(path).lines["a",] == Place(str(path), 1)
    assert read(path, "short.yaml").name == "short.yaml"


def test_the_place_of_a_missing_value_is_that_of_what_encloses_it() -> None:
    places = parse("a:\n  b: 1\n", "f.yaml").lines
    assert place_of(places, ("a", "c", "d")) == Place("f.yaml", 1)
    assert place_of({}, ("a",)) == Place("", 0)
    assert dotted(("steps", 0, "then")) == "steps.0.then"
