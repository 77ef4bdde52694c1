"""How lists are ordered in random scenarios, beside what each step says by itself."""

from typing import Any

Tree = dict[str, Any]

FIRST = ("contact", "course", "place")
TOLD = ("breach_of", "limits", "head_starts")


def order_lists(d: Any, tree: Tree) -> None:
    """Lets lists go by lot, keep a share for long waiters and let priority rise.

    Lists for places go by lot by themselves, those of contacts all or none.

    Args:
        d: choices, as in ``random_scenarios``.
    """
    with_staff = d.one(False, False, True)
    for pathway in tree["pathways"].values():
        for step in pathway["steps"].values():
            if step["kind"] in FIRST and "list" not in step and d.often():
                share, over = d.one(0.5, 1), d.one(*["0 min"] * 5, "3 weeks")
                step["long_waiters"] = {"share": share, "over": over}
            if step["kind"] in FIRST and "urgent" in pathway.get("priorities", ()) and d.often():
                step["escalates"] = _escalates(d)
            by_lot = with_staff if step["kind"] != "place" else d.seldom()
            if by_lot and "order" in step:
                order = d.one("lottery", "priority then lottery")
                step["order"] = "lottery" if "list" in step else order
                for key in TOLD:
                    step.pop(key, None)


def _escalates(d: Any) -> Tree:
    """How routine referrals rise, and perhaps those that should be seen soon."""
    rises: Tree = {"routine": {"to": d.one("soon", "urgent"), "place": d.one("keeps", "back")}}
    if rises["routine"]["to"] == "soon" or d.seldom():
        rises["soon"] = {"to": "urgent"}
    for how in rises.values():
        how["hazard"] = d.one("0 % a week", "rate 0.5 a week", "rate 1 a week")
        if d.one(False, True) or how["hazard"].startswith("0"):
            how["after"] = d.one("4 days", "3 weeks", "540 min", "10 days", "5 weeks")
            how["counted_from"] = d.one("referral", "referral", "joining")
    return rises
