"""The same services in other simulators, written for comparison."""
