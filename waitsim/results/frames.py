"""The tallies as tidy pandas frames: a row for each count that is not zero."""

import numpy as np
import pandas as pd

from waitsim.records import Tallies
from waitsim.results.header import Header
from waitsim.results.results import Results
from waitsim.results.tables import TABLES, Column, Tally, columns, tally


def frame(results: Results, table: str) -> pd.DataFrame:
    """One table of the run, such as ``open``; names are categories and dates are timestamps.

    Raises:
        ValueError: if there is no such table.
    """
    if table not in TABLES:
        raise ValueError(f'there is no table "{table}"; choose {", ".join(TABLES)}')
    found = columns(results.tallies, results.header, table)
    return pd.DataFrame({name: _series(column) for name, column in found.items()})


def frames(results: Results) -> dict[str, pd.DataFrame]:
    """All tables of the run, by name."""
    return {table: frame(results, table) for table in TABLES}


def array(given: pd.DataFrame, header: Header, table: str) -> Tally:
    """The tally that a frame was made of.

    Raises:
        KeyError: if a column is missing.
        ValueError: if a row lies outside the run.
    """
    found = {str(name): _column(given[name]) for name in given.columns if name != "date"}
    return tally(found, header, table, 0, header.replications)


def results_of(given: dict[str, pd.DataFrame], header: Header) -> Results:
    """The results that `frames` came from."""
    return Results(
        header, Tallies._make(array(given[table], header, table) for table in Tallies._fields)
    )


def _series(column: Column) -> pd.Series:
    if column.categories is None:
        return pd.Series(column.values)
    if column.categories and isinstance(column.categories[0], str):
        codes = pd.Categorical.from_codes(column.values, pd.Index(column.categories), ordered=True)
        return pd.Series(codes)
    dates = np.array(column.categories, dtype="datetime64[s]")
    return pd.Series(dates[column.values])


def _column(series: pd.Series) -> Column:
    if isinstance(series.dtype, pd.CategoricalDtype):
        return Column(series.cat.codes.to_numpy(), tuple(series.cat.categories))
    return Column(series.to_numpy())
