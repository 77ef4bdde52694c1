"""The engine to read: each referral is a SimPy process that tells its own story.

It follows SEMANTICS.md rule by rule and writes the same events as ``kernel``, row for row. SimPy
keeps the time; ``world.Moment`` gives each event its place in the total order of S01. Read in the
order world, journey, waiting, contacts, hand, sessions, places, ends, arrivals, opening, run.
"""
