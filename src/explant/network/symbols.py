"""Approved gene symbols: what a name in an export means, by HGNC's table."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal

import pandas as pd

from explant.characters import shown
from explant.problems import Problem, ProblemsError
from explant.spreadsheet.sheet.cells import Content

How = Literal["approved", "identifier", "previous", "alias", "ambiguous", "unknown", "date"]
"""How a name was understood; the last three give no gene."""

SYMBOL, PREVIOUS, ALIAS, IDENTIFIER = "symbol", "prev_symbol", "alias_symbol", "hgnc_id"
_COLUMNS = (SYMBOL, PREVIOUS, ALIAS, IDENTIFIER)
# 1-Sep, Mar-02, 2024-09-01: what Excel makes of SEPT1 and MARCH2.
_DATE = re.compile(
    r"\d{1,2}[-.\s/](?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|mär|mrz|mai|okt|dez)\w*\.?"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[-.\s/]\d{1,4}"
    r"|\d{4}-\d{2}-\d{2}(?:[ T].*)?",
    re.IGNORECASE,
)
_MOUSE = re.compile(r"[A-Z][a-z]+[a-z0-9-]*")


@dataclass(frozen=True)
class Resolved:
    """What one name means.

    Parameters
    ----------
    symbol
        The approved symbol; empty where the name means none, or more than one.
    how
        How the name was understood.
    candidates
        The genes that an ambiguous name may mean.
    """

    symbol: str
    how: How
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Symbols:
    """HGNC's approved symbols with their earlier names and aliases.

    Parameters
    ----------
    identifiers
        HGNC's identifier of each approved symbol, empty where the table has none.
    previous, aliases
        Approved symbols that each earlier name, or alias, stands for.
    """

    identifiers: Mapping[str, str]
    previous: Mapping[str, tuple[str, ...]]
    aliases: Mapping[str, tuple[str, ...]]

    def resolved(self, name: str) -> Resolved:
        """The gene that a name means.

        An approved symbol is itself, also where it is another gene's alias. Then an earlier name
        counts more than an alias. Letters are compared as they are, then without case, but a name
        written like a mouse gene (``Il2ra``) is no human gene's.

        Parameters
        ----------
        name
            As it stands in the export.
        """
        if name in self.identifiers:
            return Resolved(name, "approved")
        if _DATE.fullmatch(name):
            return Resolved("", "date")
        for how, names in (("previous", self.previous), ("alias", self.aliases)):
            if found := names.get(name):
                return _one_of(found, how)
        upper = name.upper()
        if name != upper and not self.like_mouse(name):
            return self.resolved(upper)
        return Resolved("", "unknown")

    def like_mouse(self, name: str) -> bool:
        """Whether a name is written like a mouse gene whose human one exists."""
        return bool(_MOUSE.fullmatch(name)) and name.upper() in self.identifiers


def _one_of(found: tuple[str, ...], how: str) -> Resolved:
    if len(found) > 1:
        return Resolved("", "ambiguous", found)
    return Resolved(found[0], "previous" if how == "previous" else "alias")


def read_symbols(path: Path) -> Symbols:
    """HGNC's table of approved symbols.

    Parameters
    ----------
    path
        ``hgnc_complete_set.txt``, or a table separated by tabs that has its columns ``symbol``,
        ``prev_symbol`` and ``alias_symbol`` (several names separated by bars) and ``hgnc_id``; all
        but the first may be absent.

    Raises
    ------
    ProblemsError
        When the file cannot be read or has no column ``symbol``.
    """
    try:
        header = pd.read_csv(path, sep="\t", nrows=0, encoding="utf-8-sig")
        table = pd.read_csv(
            path,
            sep="\t",
            dtype=str,
            keep_default_na=False,
            encoding="utf-8-sig",
            usecols=[name for name in _COLUMNS if name in header.columns],
        )
    except (OSError, ValueError) as error:
        raise _unreadable(path, f"The table of symbols cannot be read ({error}).") from error
    if SYMBOL not in table.columns:
        raise _unreadable(path, f'The table of symbols has no column "{SYMBOL}".')
    table = table[table[SYMBOL] != ""].reindex(columns=list(_COLUMNS), fill_value="")
    names: dict[str, dict[str, list[str]]] = {PREVIOUS: {}, ALIAS: {}}
    for kind, kept in names.items():
        for symbol, several in zip(table[SYMBOL], table[kind], strict=True):
            for name in filter(None, several.strip('"').split("|")):
                kept.setdefault(name.strip(), []).append(symbol)
    return Symbols(
        dict(zip(table[SYMBOL], table[IDENTIFIER], strict=True)),
        _without_repeats(names[PREVIOUS]),
        _without_repeats(names[ALIAS]),
    )


def _unreadable(path: Path, what: str) -> ProblemsError:
    how = "Download the complete set of HGNC as text, and name that file as network.symbols.file."
    return ProblemsError([Problem("error", path.name, what, how)])


def _without_repeats(names: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(sorted(set(symbols))) for name, symbols in names.items()}


def yes(true: bool) -> str:
    """What a table says of something that is so, or is not."""
    return "yes" if true else "no"


def written(value: Content) -> str:
    r"""A cell's content as the name it shows, without blanks around it, plain or non-breaking.

    Examples
    --------
    >>> written("\xa0IL2RA ")
    'IL2RA'
    """
    if value is None:
        return ""
    if isinstance(value, (datetime, date)):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return shown(str(value)).strip().strip("\N{NO-BREAK SPACE}").strip()
