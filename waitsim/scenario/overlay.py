"""A scenario file laid over the ones it extends, and settings from the command line over both."""

import pathlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from waitsim.errors import Problem, ScenarioError
from waitsim.scenario.beside import Named, settle_names
from waitsim.scenario.clashing import clashing
from waitsim.scenario.document import Document
from waitsim.scenario.lineage import chain, used
from waitsim.scenario.provenance import Assumption, without_provenance
from waitsim.scenario.resolved import Resolved
from waitsim.scenario.settings import read_sets, with_settings
from waitsim.scenario.suggest import near
from waitsim.scenario.tree import Path, Place, Tree, dotted, place_of


def resolve(path: pathlib.Path, sets: Sequence[str] = ()) -> Resolved:
    """The scenario in a file, with what it extends and uses and the settings `sets` applied.

    What is used lies below all else. Mappings merge, the extending file's values win, lists are
    replaced whole, and the lists of ``changes`` are joined, the extended file's first. An empty
    value removes what is extended.

    Args:
        path: the scenario file.
        sets: settings such as ``staff.nurses.wte=12`` or ``staff.nurses.wte=+2``.
    Raises:
        ScenarioError: with every problem found.
    """
    resolved = lay_out(path, sets)
    if resolved.problems:
        raise ScenarioError(resolved.problems)
    return resolved


def lay_out(path: pathlib.Path, sets: Sequence[str] = ()) -> Resolved:
    """What `resolve` gives, with the problems in it rather than raised, so that others show too.

    Raises:
        ScenarioError: if a file cannot be read at all.
    """
    return _laid(chain(path), path, sets)


def lay_out_base(
    path: pathlib.Path, base: pathlib.Path, sets: Sequence[str] = ()
) -> Resolved | None:
    """What a file that `path` extends, sooner or later, says as seen from there; None if not so.

    Raises:
        ScenarioError: if a file cannot be read at all.
    """
    documents = chain(path)
    for i, document in enumerate(documents[1:], 1):
        if pathlib.Path(document.name).resolve() == base.resolve():
            return _laid(documents[i:], path, sets)
    return None


def _laid(documents: Sequence[Document], path: pathlib.Path, sets: Sequence[str]) -> Resolved:
    """A chain of files laid over one another; names are as seen from the folder of `path`."""
    parts = used(documents, path)
    layers = [_layer(document, path.parent) for document in documents]
    below = [_layer(document, path.parent) for document in parts]
    stated = [problem for layer in (*layers, *below) for problem in layer.problems]
    stated += clashing([(x.tree, x.places) for x in below], [layer.tree for layer in layers])
    merged, *others = [*below, *reversed(layers)]
    merged.problems = []
    for layer in others:
        merged.lay(layer)
    settings, faults = read_sets(sets)
    plain = Resolved(
        tree=merged.tree,
        places=merged.places,
        files=tuple(document.name for document in (*documents, *parts)),
        assumptions=tuple(merged.assumptions.values()),
        problems=(*sorted(stated), *merged.problems, *faults),
        named=merged.named,
    )
    return with_settings(plain, settings, path.parent)


def with_changes(resolved: Resolved, also: Sequence[tuple[Tree, Place]]) -> Resolved:
    """The scenario with further dated changes after its own.

    Args:
        also: items of ``changes:``, and where each was written.
    """
    own = resolved.tree.get("changes", [])
    if not also or not isinstance(own, list):
        return resolved
    places: dict[Path, Place] = {
        ("changes", len(own) + i): place for i, (_, place) in enumerate(also)
    }
    tree = {**resolved.tree, "changes": [*own, *(item for item, _ in also)]}
    return replace(resolved, tree=tree, places={**resolved.places, **places})


def _dotted_names(document: Document) -> list[Problem]:
    """A problem for each name with a dot, where it is no path and no band."""
    return [
        Problem(
            *place,
            dotted(path[:-1]),
            f'"{path[-1]}" holds a dot. Put one name below the other, indented, or make it a'
            " dated change under changes.",
        )
        for path, place in document.lines.items()
        if path
        and "." in str(path[-1])
        and not str(path[-1])[:1].isdecimal()
        and not (path[0] == "changes" and len(path) == 3)
        and not (path[0] == "uncertain" and len(path) == 2)
    ]


@dataclass
class _Layer:
    """A plain tree with what belongs to each path of it."""

    tree: dict[str, Tree]
    places: dict[Path, Place]
    assumptions: dict[Path, Assumption]
    problems: list[Problem] = field(default_factory=list)
    named: dict[str, Named] = field(default_factory=dict)

    def lay(self, over: "_Layer") -> None:
        """Merge `over` into this layer."""
        self.named |= over.named
        self._merge(self.tree, over.tree, (), over)

    def _merge(
        self, below: dict[str, Tree], above: dict[str, Tree], path: Path, over: "_Layer"
    ) -> None:
        for key, new in above.items():
            at, old = (*path, key), below.get(key)
            if new is None:
                self._remove(below, at, over)
            elif isinstance(old, dict) and isinstance(new, dict):
                self.places[at] = over.places[at]
                self._merge(old, new, at, over)
            elif at == ("changes",) and isinstance(old, list) and isinstance(new, list):
                self._take(over, at, len(old))
                old.extend(new)
            else:
                self._drop(at)
                below[key] = new
                self._take(over, at)

    def _remove(self, below: dict[str, Tree], at: Path, over: "_Layer") -> None:
        key = str(at[-1])
        if key in below:
            del below[key]
            self._drop(at)
        else:
            hint = near(key, below) or " Write a value after the colon, or remove the line."
            message = f'"{key}" has no value, and there is none to remove.{hint}'
            self.problems.append(Problem(*over.places[at], dotted(at), message))

    def _drop(self, at: Path) -> None:
        length = len(at)
        for known in (self.places, self.assumptions):
            for path in [path for path in known if path[:length] == at]:
                del known[path]

    def _take(self, over: "_Layer", at: Path, shift: int = 0) -> None:
        """Take over what belongs to the part at `at`; list items move up by `shift`."""
        length = len(at)

        def moved(path: Path) -> Path:
            if shift and len(path) > length:
                return (*at, int(path[length]) + shift, *path[length + 1 :])
            return path

        for path, place in over.places.items():
            if path[:length] == at:
                self.places[moved(path)] = place
        for path, known in over.assumptions.items():
            if path[:length] == at:
                self.assumptions[moved(path)] = replace(known, path=moved(path))


def _layer(document: Document, root: pathlib.Path) -> _Layer:
    """What a file says, its own CSV files named as seen from the folder `root`."""
    beside = ("extends", "use", "expects")
    tree = {key: value for key, value in document.tree.items() if key not in beside}
    plain = without_provenance(tree, document.lines)
    by_path = {assumption.path: assumption for assumption in plain.assumptions}
    named, faults = settle_names(plain.tree, pathlib.Path(document.name).parent, root)
    problems = [*_dotted_names(document), *plain.problems]
    problems += [
        Problem(*place_of(plain.places, path), dotted(path), message) for path, message in faults
    ]
    return _Layer(plain.tree, dict(plain.places), by_path, problems, named)
