"""Closed forms of queueing theory, to check simulations against.

Rates and times share any one unit: with rates per week, waits are in weeks. A wait is time in
the queue, before service; add the mean service time for time in the system. Where demand is
at least capacity and nobody leaves, no steady state exists and mean waits are infinite.
"""
