"""A scenario small enough to be run by the reference engine in a test."""

from pathlib import Path

from waitsim.scenario.load import Loaded, load

TEXT = """
schema: 1
title: Small speech service
description: For tests only.
start: 2026-04-01
horizon: 20 weeks
staff:
  therapists:
    wte: {wte}
    hours: 10 hours
    cost: £40 an hour
pathways:
  speech:
    label: Speech therapy
    referrals:
      rate: 6 a week
    priorities:
      urgent: 20 %
      routine: 80 %
    steps:
      assessment:
        kind: contact
        staff:
          therapists: 60 min
        dna:
          share: 10 %
        leaving: 1 % a week
        extra_slots: {slots} a week
        extra_slot_price: £90
        then: seen
    ends:
      seen: Assessed
    standards:
      start:
        label: Assessment started
        to: assessment
        within: 6 weeks
        target: 92 %
    opening:
      assessment:
        waiting:
          0-4 weeks: 12
          4-26 weeks: 20
"""


def small_scenario(folder: Path, wte: float = 0.7, slots: int = 1) -> Loaded:
    """The scenario, written into a folder and loaded."""
    path = folder / "small.yaml"
    path.write_text(TEXT.format(wte=wte, slots=slots), encoding="utf-8")
    return load(path)
