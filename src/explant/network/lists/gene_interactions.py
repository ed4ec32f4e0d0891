"""Interactions between genes, as STRING exports them."""

import gzip
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from explant.network.symbols import Resolved, Symbols
from explant.problems import Problem, ProblemsError, nearest

CHANNELS: Mapping[str, str] = {
    "neighborhood": "neighborhood_on_chromosome",
    "fusion": "gene_fusion",
    "cooccurrence": "phylogenetic_cooccurrence",
    "coexpression": "coexpression",
    "experiments": "experimentally_determined_interaction",
    "databases": "database_annotated",
    "textmining": "automated_textmining",
}
"""STRING's channels of evidence, by the names of the config, with their headings."""
SCORE = "combined_score"
PRIOR = 0.041
"""Probability that two random proteins interact, which STRING takes out of each channel."""
SHOWN = ("experiments", "databases", "textmining", "coexpression")


@dataclass(frozen=True)
class Interactions:
    """Pairs of genes.

    Parameters
    ----------
    pairs
        A row a pair, once: ``gene_a`` < ``gene_b``, ``score`` and the channels of ``CHANNELS``,
        all from 0 to 1.
    rows
        Rows of the file, in which a pair may stand twice.
    genes
        Every gene of the file that has an approved symbol.
    problems
        What is to be said of the file.
    """

    pairs: pd.DataFrame
    rows: int
    genes: frozenset[str]
    problems: tuple[Problem, ...] = ()


def read_interactions(path: Path, symbols: Symbols, at_least: float) -> Interactions:
    """Interactions of a file that STRING's page exports as a table.

    Parameters
    ----------
    path
        ``string_interactions.tsv``: 13 columns, scores from 0 to 1.
    symbols
        Approved symbols.
    at_least
        The plan's cut-off, which must fit the file's scores.

    Raises
    ------
    ProblemsError
        When the file is no such table, or its scores do not fit the cut-off.
    """
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8-sig") as file:
            table = pd.read_csv(file, sep="\t", dtype=str, keep_default_na=False)
    except (OSError, UnicodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise _error(path, f"The file cannot be read ({error}).", _AS_TABLE) from error
    table = table.rename(columns=lambda name: str(name).lstrip("#").strip())
    missing = [name for name in ("node1", "node2", SCORE) if name not in table.columns]
    if missing:
        raise _error(
            path,
            f'The first row has no heading "{missing[0]}".',
            f"{nearest(missing[0], map(str, table.columns))} {_AS_TABLE}",
        )
    known = {name: CHANNELS[name] for name in CHANNELS if CHANNELS[name] in table.columns}
    numbers = _numbers(path, table, [*known.values(), SCORE])
    if not len(numbers):
        raise _error(path, "The file holds no interaction.", _AS_TABLE)
    check_scale(path, float(numbers[SCORE].min()), float(numbers[SCORE].max()), at_least)
    resolved = {
        name: symbols.resolved(name)
        for name in pd.unique(pd.concat([table["node1"], table["node2"]]))
    }
    problems = list(_unresolved(path, table, resolved))
    pairs = pd.DataFrame(
        {
            "a": [resolved[name].symbol for name in table["node1"]],
            "b": [resolved[name].symbol for name in table["node2"]],
            "score": numbers[SCORE],
            **{name: numbers[heading] for name, heading in known.items()},
        }
    )
    pairs = pairs[(pairs["a"] != "") & (pairs["b"] != "") & (pairs["a"] != pairs["b"])]
    ordered = pairs[["a", "b"]].to_numpy()
    ordered.sort(axis=1)
    pairs = pairs.assign(gene_a=ordered[:, 0], gene_b=ordered[:, 1])
    best = pairs.drop(columns=["a", "b"]).groupby(["gene_a", "gene_b"], as_index=False).max()
    genes = frozenset(best["gene_a"]) | frozenset(best["gene_b"])
    return Interactions(best, len(table), genes, tuple(problems))


_AS_TABLE = "Export the network from STRING as tab-separated values with its headings."


def _numbers(path: Path, table: pd.DataFrame, headings: Iterable[str]) -> pd.DataFrame:
    numbers = {}
    for heading in headings:
        numbers[heading] = pd.to_numeric(table[heading], errors="coerce")
        wrong = numbers[heading].isna()
        if wrong.any():
            row = int(wrong.to_numpy().argmax())
            raise _error(
                path,
                f'"{table[heading].iloc[row]}" is not a number.',
                _AS_TABLE,
                f"row {row + 2} {heading}",
            )
    return pd.DataFrame(numbers)


def check_scale(path: Path, low: float, high: float, at_least: float) -> None:
    """Raise if a cut-off is not on the scale of a file's scores.

    Parameters
    ----------
    path
        The file.
    low, high
        Its smallest and largest score.
    at_least
        The cut-off.

    Raises
    ------
    ProblemsError
        When the one counts from 0 to 1 and the other from 0 to 1000.
    """
    if high > 1 >= at_least:
        raise _error(
            path,
            f"Its scores lie between {low:g} and {high:g}, and the cut-off of the plan is "
            f"{at_least:g}: STRING's downloads hold thousandths.",
            f"Write at_least: {at_least * 1000:g}, or export the network from the page, where "
            "scores lie between 0 and 1.",
            SCORE,
        )
    if high <= 1 < at_least:
        raise _error(
            path,
            f"Its scores lie between {low:g} and {high:g}, and the cut-off of the plan is "
            f"{at_least:g}.",
            f"Write at_least: {at_least / 1000:g}.",
            SCORE,
        )


def _unresolved(
    path: Path, table: pd.DataFrame, resolved: Mapping[str, Resolved]
) -> Iterator[Problem]:
    for name, meant in resolved.items():
        if meant.symbol:
            continue
        rows = (table["node1"].eq(name) | table["node2"].eq(name)).to_numpy().nonzero()[0]
        yield Problem(
            "warning",
            f"{path.name} row {rows[0] + 2}",
            f"{name} is {'more than one gene' if meant.candidates else 'no approved symbol'}; its "
            f"{len(rows)} rows are left out.",
            "Correct the name, or take a newer table of symbols.",
        )


def without_channels(pairs: pd.DataFrame, channels: Iterable[str]) -> pd.Series:
    r"""Combined score of each pair without some channels of evidence.

    STRING combines channels as independent: :math:`1 - (1 - p)\prod_i (1 - s_i^*)`, where each
    channel is freed of the prior first, :math:`s^* = (s - p)/(1 - p)` (von Mering et al. 2005,
    10.1093/nar/gki005). What is left is compared with the cut-off; the file's own score stays what
    the database gave.

    Parameters
    ----------
    pairs
        As :class:`Interactions` has them.
    channels
        Channels that do not count.

    Returns
    -------
    Series
        From 0 to 1.
    """
    kept = [name for name in CHANNELS if name in pairs.columns and name not in set(channels)]
    left = pd.Series(1.0, index=pairs.index)
    for name in kept:
        left = left * (1 - ((pairs[name] - PRIOR) / (1 - PRIOR)).clip(lower=0))
    return (1 - left * (1 - PRIOR)).where(left < 1, 0.0)


def _error(path: Path, what: str, how: str, where: str = "") -> ProblemsError:
    return ProblemsError([Problem("error", f"{path.name} {where}".strip(), what, how)])
