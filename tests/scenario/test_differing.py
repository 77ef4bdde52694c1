"""Groups, and steps that differ for some children: how they are read, and what is told of them."""

from pathlib import Path

import pytest
from scenario_file import SOUND, changed, sound, told

from waitsim.model.build import build_model
from waitsim.scenario.steps import Contact

GROUPS = "groups:\n  deprivation: {most: 25 %, least: 75 %}\nstaff:\n"
HERE = "        dna: {share: 8 %, most: 2}\n"
AT = "pathways.autism.steps.assessment.differs"


def differing(*items: str, groups: str = GROUPS) -> str:
    """The sound file with items of what differs at the assessment."""
    lines = "".join(f"          - {item}\n" for item in items)
    return changed(HERE, f"{HERE}        differs:\n{lines}").replace("staff:\n", groups, 1)


def assessment(folder: Path, *items: str) -> Contact:
    step = sound(folder, differing(*items)).scenario.pathways["autism"].steps["assessment"]
    assert isinstance(step, Contact)
    return step


@pytest.mark.parametrize(
    ("text", "share"),
    [("12 %", 0.12), ("+50 %", 0.12), ("+5 points", 0.13), ("x0.5", 0.04), ("to 3 %", 0.03)],
)
def test_amounts_are_written_as_in_dated_changes(tmp_path: Path, text: str, share: float) -> None:
    step = assessment(tmp_path, f"{{where: {{deprivation: most}}, dna: {{share: {text}}}}}")
    assert step.dna is not None
    assert step.dna.share == 0.08
    other = step.way({"deprivation": "most"})
    assert other.dna is not None
    assert other.dna.share == pytest.approx(share)
    assert other.dna.most == 2
    assert step.way({"deprivation": "least"}) is step


def test_items_apply_in_order_where_all_that_they_name_holds(tmp_path: Path) -> None:
    step = assessment(
        tmp_path,
        "{where: {deprivation: most}, staff: {nurses: 100 min}}",
        "{where: {age: [4-6, 9]}, staff: {nurses: x2}, then: {forms: 70 %, discharged: rest}}",
    )
    minutes = {
        (name, age): step.way({"deprivation": name, "age": age}).staff["nurses"]
        for name in ("most", "least")
        for age in (6, 7, 9)
    }
    assert minutes == {
        ("most", 6): 200,
        ("most", 7): 100,
        ("most", 9): 200,
        ("least", 6): 180,
        ("least", 7): 90,
        ("least", 9): 180,
    }
    assert step.way({"age": 9}).then == {"forms": 0.7, "discharged": "rest"}


WRONG = [
    ("{where: {deprivation: mst}, leaving: 1 % a week}", '0.where.deprivation: "mst" is no cat'),
    ("{where: {deprivaton: most}, leaving: 1 % a week}", 'unknown group "deprivaton". Did you'),
    ("{where: {priority: urgent}, leaving: 1 % a week}", '"urgent" is no category of "priority"'),
    ("{where: {age: x}, leaving: 1 % a week}", "0.where.age:"),
    ("{where: {deprivation: most}}", "0: nothing differs."),
    ("{where: {deprivation: most}, dna: {share: +2000 %}}", "0.dna.share:"),
    ("{where: {deprivation: most}, dna: {shar: 5 %}}", '0.dna.shar: unknown key "shar".'),
    ("{where: {deprivation: most}, lasts: 5 days}", '0.lasts: unknown key "lasts".'),
    ("{where: {deprivation: most}, order: longest wait}", '0.order: "order" is the same for all'),
    ("{where: {deprivation: most}, leaving: +10 %}", "changes a value that is not there"),
    ("{where: {deprivation: most}, then: {forms: 90 %}}", "0.then: shares sum to 1.3"),
    ("{where: {deprivation: most}, then: {form: 0 %}}", '0.then.form: unknown step or end "form"'),
    ("{where: {deprivation: most}, staff: {nurse: 5 min}}", "0.staff.nurse: unknown staff group"),
    (
        "{where: {deprivation: most}, staff: 5 min}",
        "cannot change several values. Change one, such as",
    ),
    ("{where: {deprivation: most}, dna: x2}", "cannot change several values."),
]


@pytest.mark.parametrize(("item", "words"), WRONG, ids=[item[:60] for item, _ in WRONG])
def test_a_mistake_is_told_where_it_stands(tmp_path: Path, item: str, words: str) -> None:
    (line,) = told(tmp_path, differing(item))
    assert AT in line
    assert words in line


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        ("groups: {deprivation: {most: 25 %, least: 70 %}}", "groups.deprivation: shares sum to"),
        ("groups: {age: {old: 100 %}}", 'groups.age: "age" is known of every child already.'),
        ("groups: {deprivation: {most: 25, least: 75}}", "groups.deprivation"),
    ],
)
def test_what_is_wrong_with_groups_is_told(tmp_path: Path, groups: str, words: str) -> None:
    lines = told(tmp_path, SOUND.replace("staff:\n", f"{groups}\nstaff:\n", 1))
    assert words in lines[0]


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ("{sex: {f: 100 %}}", 'pathways.autism.groups.sex: unknown group "sex".'),
        ("{deprivation: {mots: 100 %}}", 'groups.deprivation.mots: "mots" is no category of'),
        ("{deprivation: {most: 90 %}}", "pathways.autism.groups.deprivation: shares sum to 0.9"),
    ],
)
def test_what_is_wrong_with_a_pathways_own_groups_is_told(
    tmp_path: Path, own: str, words: str
) -> None:
    text = changed("    leaves_at_age: 18\n", f"    leaves_at_age: 18\n    groups: {own}\n")
    (line,) = told(tmp_path, text.replace("staff:\n", GROUPS, 1))
    assert words in line


def test_more_than_256_variants_are_refused(tmp_path: Path) -> None:
    names = [f"place_{i}" for i in range(20)]
    shares = ", ".join(f"{name}: 5 %" for name in names)
    both = f"groups:\n  here: {{{shares}}}\n  there: {{{shares}}}\nstaff:\n"
    items = [f"{{where: {{here: {n}, there: {n}}}, leaving: 1 % a week}}" for n in names]
    (line,) = told(tmp_path, differing(*items, groups=both))
    assert f"{AT}: the steps differ for 400 variants (20 by here times 20 by there)" in line


def test_a_dated_change_reaches_what_differs_and_leaves_whom_it_is_for(tmp_path: Path) -> None:
    item = "{where: {deprivation: most}, dna: {share: +50 %}}"
    change = "changes:\n  - on: 2026-09-01\n    pathways.autism.steps.assessment."
    loaded = sound(tmp_path, differing(item) + change + "dna.share: 4 %\n")
    tables = build_model(loaded.epochs, "").tables
    s = list(loaded.scenario.pathways["autism"].steps).index("assessment")
    assert tables.dna[:, s] == pytest.approx([0.08, 0.12, 0.04, 0.06])
    loaded = sound(tmp_path, differing(item) + change + "differs.0.dna.share: to +25 %\n")
    assert build_model(loaded.epochs, "").tables.dna[:, s] == pytest.approx([0.08, 0.12, 0.08, 0.1])
    (line,) = told(tmp_path, differing(item) + change + "differs.0.where.deprivation: least\n")
    assert "cannot change during a run" in line


def test_what_differs_counts_towards_identity_by_what_it_comes_to(tmp_path: Path) -> None:
    said = [
        sound(tmp_path, text).identity
        for text in (
            SOUND,
            SOUND.replace("staff:\n", GROUPS, 1),
            differing("{where: {deprivation: most}, dna: {share: 12 %}}"),
            differing("{where: {deprivation: least}, dna: {share: 12 %}}"),
            differing("{where: {deprivation: most}, dna: {share: 13 %}}"),
            differing("{where: {deprivation: most}, dna: {share: +5 points}}").replace(
                "8 %", "9 %"
            ),
        )
    ]
    assert len(set(said)) == len(said)


def test_the_example_of_the_guide_is_sound(tmp_path: Path) -> None:
    page = Path(__file__).parents[2] / "docs" / "scenario-guide" / "groups.md"
    example = page.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    head = "schema: 1\ntitle: x\nstart: 2026-04-01\nhorizon: 4 weeks\nstaff: {nurses: {wte: 2}}\n"
    tail = "    referrals: {rate: 3 a week}\n    ends: {diagnosed: '', discharged: ''}\n"
    loaded = sound(tmp_path, head + example + tail)
    tables = build_model(loaded.epochs, "").tables
    assert tables.variants == 24
    assert sorted(set(tables.dna[:, 0].tolist())) == pytest.approx([0.03, 0.08, 0.12])
