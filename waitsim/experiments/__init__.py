"""Runs made of runs: replications and comparisons."""
