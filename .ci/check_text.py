"""Finds text that belongs to one machine: addresses of package registries and absolute paths.

Usage: python .ci/check_text.py [folder]
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

# Written in brackets so that this file does not find itself.
MACHINE_TEXT = re.compile(
    r"[p]ypi\.(org|python)|[p]ythonhosted\.|https?://\S+/[s]imple\b|--[e]xtra-index-url[ =]"
    r"|--[i]ndex-url[ =]|--[f]ind-links[ =]"
    r"|(^|[\s\"'`(=:])/([w]ork|[h]ome|[r]oot|[t]mp|[o]pt|[U]sers)/\w"
)


def project_files(root: Path) -> list[Path]:
    """Files git would take from the folder, or every file where it is no git checkout."""
    if not (root / ".git").exists():
        return sorted(path for path in root.rglob("*") if path.is_file())
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=root, capture_output=True, check=True, text=True).stdout
    return sorted(root / name for name in listed.split("\0") if name and (root / name).is_file())


def machine_lines(root: Path) -> Iterator[str]:
    """The lines at fault, each as `file:line: text`."""
    for path in project_files(root):
        text = path.read_bytes().decode("utf-8", errors="replace")
        if "\0" in text:
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            if MACHINE_TEXT.search(line):
                yield f"{path.relative_to(root)}:{number}: {line.strip()[:120]}"


if __name__ == "__main__":
    found = list(machine_lines(Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()))
    if found:
        sys.exit("\n".join([*found, "These lines name a registry or a path of one machine."]))
