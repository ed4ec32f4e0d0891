"""Interactions among all proteins of an organism, as STRING offers them for download."""

import csv
import zlib
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from explant.config.models.network import THOUSAND, on_scale
from explant.network.lists.gene_interactions import (
    SCORE,
    check_scale,
    read_interactions,
)
from explant.network.lists.opened_exports import BROKEN
from explant.network.symbols import Symbols
from explant.problems import Problem, ProblemsError

COLUMNS = ("protein1", "protein2", SCORE)
PROTEIN, NAME = "#string_protein_id", "preferred_name"
PROTEINS = (PROTEIN, "protein_external_id")
"""What releases from 11.5 on, and earlier ones, call the column of proteins."""
ROWS = 1_000_000
"""Rows that are held at a time: the file of an organism has more than ten million."""


def read_interactome(
    path: Path, proteins: Path | None, symbols: Symbols, at_least: float
) -> pd.DataFrame:
    """Pairs of an interactome that reach a score.

    Parameters
    ----------
    path
        A table as for the shared genes; or, with ``proteins``, ``protein.links`` of an organism:
        two proteins and a score from 0 to 1000 in each row, separated by blanks.
    proteins
        ``protein.info`` of the same release, which names each protein's gene.
    symbols
        Approved symbols.
    at_least
        Smallest score, on the scale of the file.

    Returns
    -------
    DataFrame
        ``gene_a`` < ``gene_b`` and ``score`` from 0 to 1, a row a pair, ordered.

    Raises
    ------
    ProblemsError
        When a file is not what it should be.
    """
    if proteins is None:
        pairs = read_interactions(path, symbols, at_least).pairs
        kept = pairs.loc[pairs["score"] >= on_scale([at_least])[0], ["gene_a", "gene_b", "score"]]
        return kept.reset_index(drop=True)
    genes = _genes(proteins, symbols)
    found: list[pd.DataFrame] = []
    lowest, highest = float("inf"), float("-inf")
    lines = proteins_known = 0
    try:
        chunks = pd.read_csv(
            path,
            sep=" ",
            usecols=list(COLUMNS),
            dtype={"protein1": "category", "protein2": "category", SCORE: "int32"},
            chunksize=ROWS,
        )
        for chunk in chunks:
            if not len(chunk):
                continue
            lines += len(chunk)
            proteins_known += _known(chunk, genes)
            lowest = min(lowest, float(chunk[SCORE].min()))
            highest = max(highest, float(chunk[SCORE].max()))
            found.append(_of_genes(chunk[chunk[SCORE] >= at_least], genes))
    except _UNREADABLE as error:
        raise _error(path, "protein.links", error) from error
    if not lines:
        raise _error(path, "protein.links", ValueError("it holds no pair"))
    check_scale(path, lowest, highest, at_least)
    if not proteins_known:
        raise ProblemsError(
            [
                Problem(
                    "error",
                    path.name,
                    f"None of its proteins stands in {proteins.name} with a known human gene.",
                    _BOTH,
                )
            ]
        )
    pairs = pd.concat(found, ignore_index=True)
    best: pd.DataFrame = pairs.groupby(["gene_a", "gene_b"], as_index=False).max()
    return best.assign(score=best["score"] / THOUSAND)


def _known(chunk: pd.DataFrame, genes: Mapping[str, str]) -> int:
    """How many of a chunk's first proteins have a gene."""
    return sum(protein in genes for protein in chunk["protein1"].cat.categories)


def _of_genes(chunk: pd.DataFrame, genes: Mapping[str, str]) -> pd.DataFrame:
    """Rows of a chunk between two different genes, the first of the alphabet first."""
    ends = [
        pd.Series(
            chunk[name]
            .cat.categories.map(lambda protein: genes.get(protein, ""))
            .to_numpy(object)[chunk[name].cat.codes],
            index=chunk.index,
        )
        for name in COLUMNS[:2]
    ]
    known = (ends[0] != "") & (ends[1] != "") & (ends[0] != ends[1])
    first, second = ends[0][known], ends[1][known]
    ordered = first < second
    return pd.DataFrame(
        {
            "gene_a": first.where(ordered, second),
            "gene_b": second.where(ordered, first),
            "score": chunk.loc[known, SCORE],
        }
    ).drop_duplicates()


def _genes(path: Path, symbols: Symbols) -> dict[str, str]:
    """Approved symbol of each protein that has one."""
    try:
        table = pd.read_csv(
            path,
            sep="\t",
            usecols=lambda name: name in (*PROTEINS, NAME),
            dtype=str,
            keep_default_na=False,
            # A description may hold a quotation mark.
            quoting=csv.QUOTE_NONE,
        ).rename(columns=dict.fromkeys(PROTEINS, PROTEIN))
    except _UNREADABLE as error:
        raise _error(path, "protein.info", error) from error
    if not {PROTEIN, NAME} <= set(table.columns):
        raise _error(path, "protein.info", ValueError(f"it has no columns {PROTEIN} and {NAME}"))
    resolved = {name: symbols.resolved(name).symbol for name in table[NAME].unique()}
    genes = dict(zip(table[PROTEIN], table[NAME].map(resolved), strict=True))
    return {protein: gene for protein, gene in genes.items() if gene}


# A packed file that was not downloaded to its end raises EOFError, a damaged one zlib.error.
_UNREADABLE = (OSError, ValueError, UnicodeError, EOFError, zlib.error)
_BOTH = "Download both files of one release, for the organism, as they are."


def _error(path: Path, kind: str, error: Exception) -> ProblemsError:
    why = BROKEN if isinstance(error, (EOFError, zlib.error)) else f"({str(error).strip()})"
    what = f"The file cannot be read as STRING’s {kind}. {why}"
    return ProblemsError([Problem("error", path.name, what, _BOTH)])
