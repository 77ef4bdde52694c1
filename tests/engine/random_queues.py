"""How lists are ordered in random scenarios, beside what each step says by itself."""

from typing import Any

Tree = dict[str, Any]

FIRST = ("contact", "course", "place")
TOLD = ("breach_of", "limits", "head_starts")


def order_lists(d: Any, tree: Tree) -> None:
    """Lets lists go by lot, and keep a share for long waiters.

    Lists for places go by lot by themselves, those of contacts all or none.

    Args:
        d: choices, as in ``random_scenarios``.
    """
    with_staff = d.one(False, False, True)
    for pathway in tree["pathways"].values():
        for step in pathway["steps"].values():
            if step["kind"] in FIRST and "list" not in step and d.seldom():
                share, over = d.one(0.5, 0.3, 1), d.one("0 min", "0 min", "3 weeks")
                step["long_waiters"] = {"share": share, "over": over}
            by_lot = with_staff if step["kind"] != "place" else d.seldom()
            if by_lot and "order" in step:
                order = d.one("lottery", "priority then lottery")
                step["order"] = "lottery" if "list" in step else order
                for key in TOLD:
                    step.pop(key, None)
