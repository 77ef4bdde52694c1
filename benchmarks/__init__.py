"""How fast waitsim is, against others: `python -m benchmarks`. Not part of the wheel."""
