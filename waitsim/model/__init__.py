"""What an engine runs: a scenario as arrays."""
