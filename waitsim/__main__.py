"""Lets ``python -m waitsim`` do what the command ``waitsim`` does."""

from waitsim.cli import main

main()
