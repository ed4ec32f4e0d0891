"""Interactions between genes, as STRING exports them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from explant.config.models.network import THOUSAND
from explant.network.lists.opened_exports import exported_table
from explant.network.lists.written_scores import decimal_comma, missing
from explant.network.symbols import INTO_SYMBOLS, Resolved, Symbols, other_names
from explant.numbers import counted
from explant.problems import Problem, ProblemsError, errors, similar

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
        ``string_interactions.tsv``: 13 columns, scores from 0 to 1, or in thousandths where the
        cut-off is, too; as text or as a workbook.
    symbols
        Approved symbols.
    at_least
        The plan's cut-off, which must fit the file's scores.

    Raises
    ------
    ProblemsError
        When the file is no such table, or its scores do not fit the cut-off.
    """
    table = exported_table(path, _AS_TABLE)
    absent = [name for name in ("node1", "node2", SCORE) if name not in table.columns]
    if absent:
        found = list(map(str, table.columns))
        whole = any("protein1" in name for name in found)
        how = _OF_ORGANISM if whole else similar(absent[0], found)
        raise _error(
            path, f'The first row has no heading "{absent[0]}".', f"{how} {_AS_TABLE}".strip()
        )
    known = {name: CHANNELS[name] for name in CHANNELS if CHANNELS[name] in table.columns}
    numbers = _numbers(path, table, [*known.values(), SCORE])
    if not len(numbers):
        raise _error(path, "The file holds no interaction.", _AS_TABLE)
    check_scale(path, float(numbers[SCORE].min()), float(numbers[SCORE].max()), at_least)
    # Downloads count in thousandths; from here on all scores are between 0 and 1.
    numbers = numbers / THOUSAND if at_least > 1 else numbers
    _check_bounds(path, numbers)
    names = pd.unique(pd.concat([table["node1"], table["node2"]]).str.strip()).tolist()
    resolved = {name: symbols.resolved(name) for name in names}
    problems = list(_unresolved(path, table, resolved, symbols))
    if stopping := errors(problems):
        raise ProblemsError(stopping)
    pairs = pd.DataFrame(
        {
            "a": [resolved[name.strip()].symbol for name in table["node1"]],
            "b": [resolved[name.strip()].symbol for name in table["node2"]],
            "score": numbers[SCORE],
            **{name: numbers[heading] for name, heading in known.items()},
        }
    )
    pairs = pairs[(pairs["a"] != "") & (pairs["b"] != "") & (pairs["a"] != pairs["b"])]
    ordered = pairs[["a", "b"]].to_numpy(dtype=object)
    ordered.sort(axis=1)
    pairs = pairs.assign(gene_a=ordered[:, 0], gene_b=ordered[:, 1]).drop(columns=["a", "b"])
    of_pair = pairs.groupby(["gene_a", "gene_b"], as_index=False)
    best = of_pair.max()
    genes = frozenset(best["gene_a"]) | frozenset(best["gene_b"])
    differing = (best["score"] > of_pair["score"].min()["score"]).to_numpy()
    if differing.any():
        first = best[differing].iloc[0]
        problems.append(
            Problem(
                "warning",
                path.name,
                f"{counted(int(differing.sum()), 'pair')} of genes stand there twice with "
                f"different scores, as {first['gene_a']} and {first['gene_b']}; the highest "
                "counts.",
                "Export one release of the database by itself.",
            )
        )
    return Interactions(best, len(table), genes, tuple(problems))


_AS_TABLE = "Export the network from STRING as tab-separated values with its headings."
_OF_ORGANISM = (
    "A download of the whole organism is an interactome: name it under network.interactome, with "
    "its proteins."
)


def _numbers(path: Path, table: pd.DataFrame, headings: Iterable[str]) -> pd.DataFrame:
    numbers = {}
    for heading in headings:
        texts = table[heading].str.strip()
        if decimal_comma(texts.unique()):
            texts = texts.str.replace(",", ".", regex=False)
        numbers[heading] = pd.to_numeric(texts, errors="coerce")
        wrong = numbers[heading].isna()
        if wrong.any():
            row = int(wrong.to_numpy().argmax())
            text = table[heading].iloc[row]
            raise _error(
                path,
                "The cell is empty: the file was cut."
                if missing(str(text))
                else f'"{text}" is not a number.',
                _AS_TABLE,
                f"row {row + 2} {heading}",
            )
    return pd.DataFrame(numbers)


def _check_bounds(path: Path, numbers: pd.DataFrame) -> None:
    for heading in numbers.columns:
        outside = ~numbers[heading].between(0, 1)
        if outside.any():
            row = int(outside.to_numpy().argmax())
            raise _error(
                path,
                f"The score {numbers[heading].iloc[row]:g} is not between 0 and 1, as scores are.",
                _AS_TABLE,
                f"row {row + 2} {heading}",
            )


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
    path: Path, table: pd.DataFrame, resolved: Mapping[str, Resolved], symbols: Symbols
) -> Iterator[Problem]:
    names = list(resolved)
    ends = table["node1"].str.strip(), table["node2"].str.strip()

    def row(name: str) -> int:
        return int((ends[0].eq(name) | ends[1].eq(name)).to_numpy().argmax()) + 2

    unknown = [name for name in names if not resolved[name].symbol]
    if wrong := other_names(names, symbols):
        yield Problem("error", f"{path.name} row {row(unknown[0])}", wrong, INTO_SYMBOLS)
        return
    if len(unknown) == len(names):
        yield Problem(
            "error",
            f"{path.name} row {row(unknown[0])}",
            f"None of its {len(names):,} names is a known gene; the first is {unknown[0]}.",
            "Export the network of human genes, with their symbols as names.",
        )
        return
    for name in unknown:
        meant = resolved[name]
        if meant.how == "date":
            yield Problem(
                "error",
                f"{path.name} row {row(name)}",
                f'"{name}" is a date: Excel makes dates of genes such as SEPT1 and MARCH2.',
                _AS_TABLE,
            )
            continue
        rows = int((ends[0].eq(name) | ends[1].eq(name)).sum())
        yield Problem(
            "warning",
            f"{path.name} row {row(name)}",
            f"{name} is {'more than one gene' if meant.candidates else 'no approved symbol'}; "
            f"{counted(rows, 'row')} with it {'is' if rows == 1 else 'are'} left out.",
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
