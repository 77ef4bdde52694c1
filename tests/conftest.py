"""Lets tests share what is in this folder, by plain imports."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
