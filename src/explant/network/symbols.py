"""Approved gene symbols: what a name in an export means, by HGNC's table."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Literal

from explant.characters import shown, visible
from explant.config.names.spellings import DASHES
from explant.spreadsheet.sheet.cells import Content

How = Literal["approved", "identifier", "previous", "alias", "ambiguous", "unknown", "date"]
"""How a name was understood; the last three give no gene."""

# 1-Sep, 01. Sep, Mar-02, 2024-09-01, 01.09.2024: what Excel makes of SEPT1 and MARCH2.
_MONTH = (
    r"(?:jan|ene|feb|fév|mar|mär|mrz|apr|avr|abr|may|mai|jun|jui|jul|aug|ago|aoû|sep|sept|set|"
    r"oct|okt|out|nov|dec|dez|déc|dic)[a-zéûä]*\.?"
)
_DATE = re.compile(
    rf"\d{{1,2}}[-.\s/]+{_MONTH}(?:[-.\s/]+(?:\d{{2}}|\d{{4}}))?"
    rf"|{_MONTH}[-.\s/]+(?:\d{{1,2}}|\d{{4}})"
    r"|\d{1,4}([-./])\d{1,2}\1\d{1,4}(?:[ T].*)?",
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
        if name in self._by_identifier:
            return Resolved(self._by_identifier[name], "identifier")
        for how, names in (("previous", self.previous), ("alias", self.aliases)):
            if found := names.get(name):
                return _one_of(found, how)
        if self.like_date(name):
            return Resolved("", "date")
        upper = name.upper()
        if name != upper and not self.like_mouse(name):
            return self.resolved(upper)
        return Resolved("", "unknown")

    @cached_property
    def _by_identifier(self) -> Mapping[str, str]:
        return {number: symbol for symbol, number in self.identifiers.items() if number}

    @staticmethod
    def like_date(name: str) -> bool:
        """Whether a name is written like what Excel makes of SEPT1."""
        return bool(_DATE.fullmatch(name))

    def like_mouse(self, name: str) -> bool:
        """Whether a name is written like a mouse gene whose human one exists."""
        return bool(_MOUSE.fullmatch(name)) and name.upper() in self.identifiers


_OTHER_IDENTIFIERS = (
    (re.compile(r"(?:ENTREZ\w*:|GENEID:)?\d{1,9}", re.IGNORECASE), "numbers, as Entrez's"),
    (re.compile(r"(?:\d{4,5}\.)?ENS[A-Z]*[EGTP]\d{11}(?:\.\d+)?"), "Ensembl's identifiers"),
    (
        re.compile(
            r"[OPQ][0-9][A-Z0-9]{3}[0-9](?:-\d+)?|[A-NR-Z][0-9](?:[A-Z][A-Z0-9]{2}[0-9]){1,2}(?:-\d+)?"
        ),
        "accessions of UniProt",
    ),
)
MOST_OTHER = 0.5
"""Share of such names above which a file is one of other identifiers, or of mouse genes."""


def other_names(names: Sequence[str], symbols: Symbols) -> str:
    """What is wrong with names of which most are no symbols of human genes; empty if few are.

    Parameters
    ----------
    names
        The names of a file.
    symbols
        Approved symbols.
    """
    unknown = [name for name in names if not symbols.resolved(name).symbol]
    least = MOST_OTHER * max(1, len(names))
    mouse = [name for name in unknown if symbols.like_mouse(name)]
    if len(mouse) > least:
        return (
            f"{len(mouse):,} of {len(names):,} names are written like mouse genes, as {mouse[0]}."
        )
    for pattern, what in _OTHER_IDENTIFIERS:
        found = [name for name in unknown if pattern.fullmatch(name)]
        if len(found) > least:
            return (
                f"{len(found):,} of {len(names):,} names are {what}, as {found[0]}, not symbols "
                "of genes."
            )
    return ""


INTO_SYMBOLS = (
    "Give symbols of human genes: have mouse genes turned into their human orthologues, and "
    "identifiers into symbols (g:Profiler, or the ID mapping of UniProt), or export symbols."
)


def _one_of(found: tuple[str, ...], how: str) -> Resolved:
    if len(found) > 1:
        return Resolved("", "ambiguous", found)
    return Resolved(found[0], "previous" if how == "previous" else "alias")


def yes(true: bool) -> str:
    """What a table says of something that is so, or is not."""
    return "yes" if true else "no"


def written(value: Content) -> str:
    r"""A cell's content as the name it shows, without blanks around it and with plain hyphens.

    Examples
    --------
    >>> written("\xa0IL2RA ")
    'IL2RA'
    >>> written("HLA\u2011A\u200b"), written("'AKT1")
    ('HLA-A', 'AKT1')
    """
    if value is None:
        return ""
    if isinstance(value, (datetime, date)):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    # Excel's mark of a text may have become part of it.
    return visible(shown(str(value))).translate(DASHES).strip().removeprefix("'").strip()
