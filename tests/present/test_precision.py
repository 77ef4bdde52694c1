from waitsim.experiments.stopping import Known, Precision
from waitsim.present.precision import precision_said

SHORT = Known("speech.start", "Waiting at the end", "referrals", 31.4, 20.0, False)
ENOUGH = Known("speech.start", "Seen in the run", "referrals", 3.0, 20.0, True)


def test_what_is_short_is_said_with_what_was_asked_for() -> None:
    assert precision_said(Precision(None, (SHORT, ENOUGH), ()), 200) == [
        "Not as precise as asked for after 200 replications. Raise --at-most to go on.",
        "  speech.start: Waiting at the end is known to within 31, not 20.",
    ]


def test_what_was_met_too_late_to_be_sure_is_said_so() -> None:
    [line] = precision_said(Precision(None, (ENOUGH,), ()), 23)
    assert line.startswith("As precise as asked for after 23 replications, but not for long enough")


def test_what_no_replication_defines_is_said_to_be_left_out() -> None:
    lines = precision_said(Precision(24, (ENOUGH,), (("speech.start", "Median wait"),)), 40)
    assert lines == [
        "speech.start: Median wait is left out of the precision, as no replication defines it.",
        "As precise as asked for from 24 replications on; 40 were run.",
    ]
