"""What goes wrong for a user, told as place, problem and mend."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to put right, where it is and how to mend it.

    Args:
        file: the file's name as the user wrote it; empty when no file is meant.
        line: line in that file, counted from 1; 0 when no line is meant.
        path: dotted path of the value, such as ``staff.nurses.wte``; may be empty.
        message: what is wrong, with the value, and how to mend it; full sentences.
    """

    file: str
    line: int
    path: str
    message: str

    def __str__(self) -> str:
        """The problem on one line: ``file:line: path: message``."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(part for part in (place, self.path, self.message) if part)


class ScenarioError(Exception):
    """A user's input cannot be used; holds every problem found, not just the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
