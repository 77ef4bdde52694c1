"""Discrete-event simulation of health waiting lists."""

__version__ = "0.1.0"

__all__ = ["__version__"]
