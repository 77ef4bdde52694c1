"""Distributions, intervals and closed forms; takes numpy arrays and knows nothing of health."""
