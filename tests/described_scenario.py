"""A scenario with steps of every kind, ways between pathways, and labels that are hard to draw."""

from pathlib import Path

from waitsim.scenario.load import Loaded, load

TEXT = r"""
schema: 1
title: All kinds
description: "For | tests *only* <b>."
start: 2026-04-01
horizon: 1 year
expects:
  asked_hours: {nurses: 12, porters: 3}
  given_hours: {nurses: 11, porters: 4}
  growth_a_day: {here: {talk: 0.2}, there: {talk: 9}}
  remarks: none
sources:
  S1: {title: "A [paper] on \"clinics\"", url: "https://example.org/a?b=1"}
  S2: {title: Not on the web, url: "javascript:alert(1)"}
staff:
  nurses:
    label: 'Nurses "A" & <B>'
    wte: {value: 2, source: S1, confidence: high}
    weeks_worked: 42
  porters: {wte: 1, confidence: low, note: nobody knows}
groups: {sex: {girls: 40 %, boys: 60 %}}
pathways:
  here:
    label: "1. Here #1"
    referrals: {rate: {value: 10 a week, source: [S1, S2]}}
    ages: {5-10: 100 %}
    leaves_at_age: 11
    aged_out_to: triage
    steps:
      triage: {kind: decision, then: {forms: 40 %, talk: rest, gone: 10 %, never: 0 %}}
      forms: {kind: delay, lasts: {distribution: uniform, from: 1 week, to: 3 weeks}, then: talk}
      talk:
        kind: contact
        label: 'Talk {now} | [or] "later"; `x` \ %%'
        note: an hour
        staff: {nurses: 60 min}
        admin: {nurses: 30 min}
        dna: {share: 20 %, rebook: 0 %}
        differs: [{where: {sex: girls}, staff: {nurses: +10 min}}]
        also_refers: {there: {share: 25 %}}
        then: {group: 50 %, panel: 50 %}
      group:
        kind: course
        sessions: 4
        every: 2 weeks
        together: 6
        staff: {nurses: 30 min}
        order: longest wait
        precedence: 1
        dna: {share: 10 %, after: 2 weeks, most: 3}
        then: bed
      panel: {kind: clinic, slots: 12, every: 2 weeks, first: 2026-04-07, then: review}
      bed: {kind: place, places: 3, lasts: 2 weeks, then: seen}
      review: {kind: review, every: 26 weeks, stops: 50 %, staff: {nurses: 15 min}, then: seen}
    ends: {seen: "Seen", gone: "- gone", never: Never}
    re_refers:
      gone: {share: 5 %, after: 4 weeks, to: there}
      not_brought: {share: 10 %, after: 8 weeks, to: here}
    standards:
      talk: {label: Talk in time, to: talk, within: 18 weeks, target: 92 %}
      bed: {from: forms, to: [bed, review], within: 30 weeks, exceptions: {absence: 1 %}}
    opening: {talk: {waiting: {0-4 weeks: 10}, note: counted}}
  there:
    referrals: {rate: 0 a week}
    first_step: talk
    steps:
      later: {kind: delay, lasts: 1 week, then: seen}
      talk: {kind: contact, staff: {porters: 10 min}, dna: {share: 50 %, rebook: 0 %}, then: seen}
    ends: {seen: ""}
"""


def described_scenario(folder: Path) -> Loaded:
    """The scenario, written into a folder and loaded."""
    path = folder / "kinds.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return load(path)
