"""What is wrong with a file that is not YAML, in words that say what to do."""

import re

import yaml

_LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_TAB_INDENT = re.compile(r" *\t")
_NEVER_FIRST = "@`%"

_TAB = "the line is indented with a tab. Use spaces, two for each level."
_INDENT = (
    "the line's indentation does not fit the lines above it. Start it exactly below its"
    " neighbours, two spaces further in for each level, and give every name a colon and a space."
)
_COLON = (
    "a colon followed by a space stands inside plain text. Put the text in quotes, or the second"
    " name on a line of its own."
)
_TOO_DEEP = (
    "the line is indented as if it belonged to the line above, which already has a value. Indent it"
    " like its neighbours."
)
_NO_COLON = 'the line has no colon. Write "name: value", with a space after the colon.'
_QUOTE = (
    "text follows a closing quotation mark. Put the whole text in one pair of quotes; inside single"
    " quotes, write an apostrophe twice."
)
_ESCAPE = "a backslash in double quotes starts a special character. Use single quotes instead."
_UNQUOTED = "the quotation that starts here is not closed. Add the closing mark."
_BLOCK = 'text after "|" or ">" must start on the next line, indented.'
_OTHER = (
    "the line cannot be read as YAML. Check its indentation, that each name is followed by a colon"
    " and a space, and that quotes and brackets are closed."
)


def split_lines(text: str) -> list[str]:
    """The lines of `text`, counted as YAML counts them."""
    return _LINE_BREAK.split(text)


def explain(error: yaml.YAMLError, text: str) -> list[tuple[int, str]]:
    """Line number (from 1) and message for each thing that stops `text` from being YAML."""
    lines = split_lines(text)
    tabs = [i for i, line in enumerate(lines, 1) if _TAB_INDENT.match(line) and line.strip()]
    if tabs:
        return [(i, _TAB) for i in tabs]
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return [(1, _OTHER)]
    row = min(error.problem_mark.line, len(lines) - 1)
    return [_one(error, lines, row, error.problem_mark.column)]


def _one(error: yaml.MarkedYAMLError, lines: list[str], row: int, column: int) -> tuple[int, str]:
    problem, context = error.problem or "", error.context or ""
    # A mark may stand one line behind the end of the text.
    opened = min(error.context_mark.line if error.context_mark else row, len(lines) - 1)
    if "quoted" in context:
        escape = "escape" in problem or "hexdecimal" in problem
        return (row + 1, _ESCAPE) if escape else (opened + 1, _UNQUOTED)
    if "flow" in context:
        return opened + 1, _unclosed(row, opened)
    if "mapping values" in problem:
        return _misplaced_colon(lines, row, column)
    if "expected ':'" in problem:
        return opened + 1, _NO_COLON
    if "start any token" in problem:
        return row + 1, _first_character(lines[row], column)
    return row + 1, _BLOCK if "block scalar" in context else _misfit(lines[row], column)


def _unclosed(row: int, opened: int) -> str:
    found = f" (the trouble shows on line {row + 1})" if row != opened else ""
    return (
        f'a "[" or "{{" opens here and is not closed, or a comma is missing between its entries'
        f"{found}. Close it or add the comma, and put text that holds brackets, commas or colons"
        " in quotes."
    )


def _first_character(line: str, column: int) -> str:
    character = line[column : column + 1]
    if character == "\t":
        return "a tab stands where a space should. Replace it by a space."
    if character and character in _NEVER_FIRST:
        return f'text may not start with "{character}". Put it in quotes.'
    return _OTHER


def _misplaced_colon(lines: list[str], row: int, column: int) -> tuple[int, str]:
    line = lines[row]
    if re.search(r":\s", line[:column]):
        return row + 1, _COLON
    above = next((i for i in range(row - 1, -1, -1) if _content(lines[i])), None)
    if above is None:
        return row + 1, _OTHER
    if not re.search(r":(\s|$)", _content(lines[above])):
        return above + 1, _NO_COLON
    return row + 1, _TOO_DEEP


def _misfit(line: str, column: int) -> str:
    before, rest = line[:column].rstrip(), line[column:].strip()
    if before.endswith(("'", '"')) and rest:
        return _QUOTE
    if rest.startswith(("]", "}", ",")):
        return f'"{rest[0]}" stands where a value should. Remove it, or put it in quotes.'
    if rest.startswith(":"):
        return 'a name is missing before the colon. Write "name: value".'
    if rest.startswith("- ") and before.endswith(":"):
        return "a list starts on the line of its name. Start it on the next line, indented."
    return _OTHER if rest.startswith(("[", "{", "'", '"')) else _INDENT


def _content(line: str) -> str:
    return "" if line.lstrip().startswith("#") else line.strip()
