"""How lists are ordered in random scenarios, beside what each step says by itself."""

from typing import Any

Tree = dict[str, Any]

TOLD = ("breach_of", "limits", "head_starts")


def go_by_lot(d: Any, tree: Tree) -> None:
    """Lets lists go by lot: those for places by themselves, and those of contacts all or none.

    Args:
        d: choices, as in ``random_scenarios``.
    """
    with_staff = d.one(False, False, True)
    for pathway in tree["pathways"].values():
        for step in pathway["steps"].values():
            by_lot = with_staff if step["kind"] != "place" else d.seldom()
            if by_lot and "order" in step:
                order = d.one("lottery", "priority then lottery")
                step["order"] = "lottery" if "list" in step else order
                for key in TOLD:
                    step.pop(key, None)
