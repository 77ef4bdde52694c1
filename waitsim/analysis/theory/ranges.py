"""What the arguments of closed forms may be."""


def check_not_negative(**values: float) -> None:
    """Refuses a value below 0 with its name."""
    for name, value in values.items():
        if not value >= 0:
            raise ValueError(f"{name} must be zero or more, not {value}")


def check_positive(**values: float) -> None:
    """Refuses a value that is not above 0 with its name."""
    for name, value in values.items():
        if not value > 0:
            raise ValueError(f"{name} must be above 0, not {value}")


def check_servers(servers: int) -> None:
    """Refuses a number of servers that is not whole or below 1."""
    if servers < 1 or servers != int(servers):
        raise ValueError(f"servers must be a whole number from 1, not {servers}")
