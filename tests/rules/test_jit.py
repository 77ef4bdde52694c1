"""Rules run as plain Python, and inside compiled code where there is a compiler."""

import subprocess
import sys
from pathlib import Path

import numba

from waitsim.rules.draws import uniform
from waitsim.rules.durations import EXPONENTIAL, duration_minutes
from waitsim.rules.jit import NUMBA_AVAILABLE, NUMBA_PROBLEM, rule

ROOT = Path(__file__).parents[2]


@rule
def doubled(x: int) -> int:
    return 2 * x


@numba.njit
def compiled_doubled(x: int) -> int:
    return doubled(x)


def test_a_rule_is_the_very_function_that_was_written() -> None:
    def plain(x: int) -> int:
        return x

    assert rule(plain) is plain


def test_compiled_code_can_call_a_rule() -> None:
    assert NUMBA_AVAILABLE
    assert NUMBA_PROBLEM == ""
    assert compiled_doubled(21) == doubled(21) == 42


def test_without_numba_the_rules_answer_the_same_and_say_why_they_are_plain() -> None:
    program = """
import sys
sys.modules["numba"] = None
from waitsim.rules import draws, durations, jit
assert not jit.NUMBA_AVAILABLE
assert "numba" in jit.NUMBA_PROBLEM
u = draws.uniform(1, 2, 3, 4, 5, 6)
print(u.hex(), durations.duration_minutes(durations.EXPONENTIAL, 500.0, 0.0, u))
"""
    command = [sys.executable, "-W", "error", "-c", program]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    u = uniform(1, 2, 3, 4, 5, 6)
    assert run.stdout.split() == [u.hex(), str(duration_minutes(EXPONENTIAL, 500.0, 0.0, u))]
