"""Checks that a wheel holds all it needs away from the repository.

Usage: python .ci/check_wheel.py WHEEL
"""

import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def needed_files() -> set[str]:
    """Where each file of the package and of the bundled scenarios belongs in a wheel."""
    package = [path for path in (ROOT / "waitsim").rglob("*") if "__pycache__" not in path.parts]
    scenarios = [
        path for path in (ROOT / "scenarios").rglob("*") if "__pycache__" not in path.parts
    ]
    return {path.relative_to(ROOT).as_posix() for path in package if path.is_file()} | {
        f"waitsim/bundled_scenarios/{path.relative_to(ROOT / 'scenarios').as_posix()}"
        for path in scenarios
        if path.is_file()
    }


if __name__ == "__main__":
    missing = sorted(needed_files() - set(zipfile.ZipFile(sys.argv[1]).namelist()))
    if missing:
        sys.exit("\n".join(["The wheel lacks these files:", *missing]))
