"""HGNC's table of approved symbols, earlier names and aliases."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from explant.network.lists.opened_exports import exported_table
from explant.network.symbols import Symbols
from explant.problems import Problem, ProblemsError

SYMBOL, PREVIOUS, ALIAS, IDENTIFIER = "symbol", "prev_symbol", "alias_symbol", "hgnc_id"
_COLUMNS = (SYMBOL, PREVIOUS, ALIAS, IDENTIFIER)
_CUSTOM = {
    "Approved symbol": SYMBOL,
    "Previous symbols": PREVIOUS,
    "Previous symbol": PREVIOUS,
    "Alias symbols": ALIAS,
    "Alias symbol": ALIAS,
    "HGNC ID": IDENTIFIER,
}
"""Headings of HGNC's custom downloads, in which commas separate the names."""
_HOW = "Download the complete set of HGNC as text, and name that file as network.symbols.file."


def read_symbols(path: Path) -> Symbols:
    """HGNC's table of approved symbols.

    Parameters
    ----------
    path
        ``hgnc_complete_set.txt``, or a table that has its columns ``symbol``, ``prev_symbol`` and
        ``alias_symbol`` (several names separated by bars) and ``hgnc_id``; all but the first may
        be absent. A custom download of HGNC, too.

    Raises
    ------
    ProblemsError
        When the file cannot be read, has no column ``symbol``, or Excel made dates of its symbols.
    """
    table = exported_table(path, _HOW, (*_COLUMNS, *_CUSTOM))
    custom = SYMBOL not in table.columns
    table = table.rename(columns=_CUSTOM) if custom else table
    table = table.loc[:, ~table.columns.duplicated()]
    if SYMBOL not in table.columns:
        raise _unreadable(path, f'The table of symbols has no column "{SYMBOL}".')
    table = table.reindex(columns=list(_COLUMNS), fill_value="")
    # Custom downloads list withdrawn entries, too.
    table = table[table[SYMBOL].ne("") & ~table[SYMBOL].str.contains("~withdrawn")]
    if not len(table):
        raise _unreadable(path, "The table of symbols holds no symbol.")
    symbols = Symbols(
        dict(zip(table[SYMBOL], table[IDENTIFIER], strict=True)),
        _meanings(table[SYMBOL], table[PREVIOUS], custom),
        _meanings(table[SYMBOL], table[ALIAS], custom),
    )
    for symbol in symbols.identifiers:
        if symbols.like_date(symbol):
            what = f'"{symbol}" is a date: Excel makes dates of genes such as SEPT1 and MARCH2.'
            raise _unreadable(path, what)
    return symbols


def _meanings(
    symbols: Iterable[str], names: Iterable[str], custom: bool
) -> Mapping[str, tuple[str, ...]]:
    """Symbols that each earlier name, or alias, stands for."""
    found: dict[str, set[str]] = {}
    for symbol, several in zip(symbols, names, strict=True):
        for name in re.split(r",\s" if custom else r"\|", several.strip('"')):
            if name.strip():
                found.setdefault(name.strip(), set()).add(symbol)
    return {name: tuple(sorted(meant)) for name, meant in found.items()}


def _unreadable(path: Path, what: str) -> ProblemsError:
    return ProblemsError([Problem("error", path.name, what, _HOW)])
