"""The two engines: one to read, one to run."""
