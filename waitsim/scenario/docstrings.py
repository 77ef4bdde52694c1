"""What the fields of the schema mean: the docstrings below them."""

import ast
import inspect
from collections.abc import Mapping
from functools import cache
from itertools import pairwise

from waitsim.scenario.part import Part


@cache
def docstrings(model: type[Part]) -> Mapping[str, str]:
    """The docstring of each field that a model itself declares, by name, in one line.

    They are read from the source when they are asked for. Pydantic offers to keep them with the
    fields, but reads them as each model is made: two thirds of the time that the schema takes, in
    every run.
    """
    (written,) = ast.parse(inspect.getsource(model)).body
    assert isinstance(written, ast.ClassDef)
    return {
        field.target.id: " ".join(says.value.value.split())
        for field, says in pairwise(written.body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(says, ast.Expr)
        and isinstance(says.value, ast.Constant)
        and isinstance(says.value.value, str)
    }
