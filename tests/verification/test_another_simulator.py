"""A network without a closed form comes out of another simulator alike."""

import pytest
from ciw_network import Comparison, comparisons
from write_page import PAGE, comparison_row

MOST_STANDARD_ERRORS = 3.0


@pytest.mark.slow
def test_ciw_and_waitsim_agree_within_three_standard_errors_of_the_difference() -> None:
    found = comparisons()
    assert len(found) == 10
    page = PAGE.read_text(encoding="utf-8")
    for figure in found:
        assert abs(figure.z) <= MOST_STANDARD_ERRORS, figure
        assert figure.our_error + figure.their_error <= 0.06 * figure.ours
        assert comparison_row(figure) in page


def test_a_difference_is_measured_by_both_standard_errors() -> None:
    assert Comparison("", "", 6.0, 3.0, 1.0, 4.0).z == 1.0
