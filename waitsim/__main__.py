"""Lets ``python -m waitsim`` do what the command ``waitsim`` does."""

from waitsim.cli.application import main

main()
