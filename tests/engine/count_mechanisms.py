"""Runs random scenarios on both engines and prints, as JSON, in how many each mechanism came up.

The numbers of the first, and of the one after the last, follow. It fails where the engines differ.
"""

import json
import sys
from collections import Counter

from engine_runs import assert_equal, run_case
from mechanisms import mechanisms
from run_random_cases import numbered_case
from stories import check_run

from waitsim.engine.run import KERNEL, REFERENCE


def counts(first: int, stop: int) -> Counter[str]:
    """In how many random scenarios each mechanism came up, all of them agreed on."""
    found: Counter[str] = Counter()
    for number in range(first, stop):
        case = numbered_case(number)
        model = case.model()
        reference = run_case(model, case, REFERENCE)
        assert_equal(run_case(model, case, KERNEL), reference)
        check_run(model, reference)
        found.update(mechanisms(case, model, reference))
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(counts(int(sys.argv[1]), int(sys.argv[2]))))
