"""Verdict, reason and conclusion of the rows of a table of results."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from explant.declared_tests.group_methods import ComparisonKind
from explant.questions.answers import Reason, Verdict, is_tested, judged
from explant.questions.design import NEVER_DETECTED

NOT_TESTED = "not tested"

_CHANGE: Mapping[Verdict, str] = {
    Verdict.INCREASE: "evidence of an increase",
    Verdict.DECREASE: "evidence of a decrease",
    Verdict.DIFFERENCE: "evidence of a change",
    Verdict.NONE: "no evidence of a change",
}
_GROUPS: Mapping[Verdict, str] = {
    verdict: "evidence that the groups differ" for verdict in Verdict if verdict.is_evidence
} | {Verdict.NONE: "no evidence that the groups differ"}
_EFFECT: Mapping[Verdict, str] = {
    verdict: "evidence that the effect differs" for verdict in Verdict if verdict.is_evidence
} | {Verdict.NONE: "no evidence that the effect differs"}

_DEPENDS: Mapping[Verdict, str] = {
    Verdict.INCREASE: "evidence that the first difference is higher",
    Verdict.DECREASE: "evidence that the first difference is lower",
    Verdict.DIFFERENCE: "evidence that the differences differ",
    Verdict.NONE: "no evidence that the differences differ",
}

_BENDS: Mapping[Verdict, str] = {
    Verdict.INCREASE: "evidence of an upward bend",
    Verdict.DECREASE: "evidence of a downward bend",
    Verdict.DIFFERENCE: "evidence of a bend",
    Verdict.NONE: "no evidence of a bend",
}

PHRASES: Mapping[str, Mapping[Verdict, str]] = {
    "change": _CHANGE,
    ComparisonKind.TWO_GROUPS: {
        **_GROUPS,
        Verdict.INCREASE: "evidence that the first group is higher",
        Verdict.DECREASE: "evidence that the first group is lower",
    },
    ComparisonKind.ORDERED_GROUPS: {
        **_GROUPS,
        Verdict.INCREASE: "evidence that the groups increase in order",
        Verdict.DECREASE: "evidence that the groups decrease in order",
    },
    ComparisonKind.UNORDERED_GROUPS: _GROUPS,
    "effect": _EFFECT,
    "difference of differences": _DEPENDS,
    "curvature": _BENDS,
}
"""Fixed phrases without names, for people who filter a table, by what a row is about."""

_READ = frozenset(
    (
        "p_adjusted",
        "smallest_attainable_p",
        "smallest_attainable_p_adjusted",
        "observed",
        "n",
        "n_zero",
        "note",
    )
)
"""Columns that decide a verdict."""


def with_conclusions(
    table: pd.DataFrame, alpha: float, about: str | Sequence[str] | None = None
) -> pd.DataFrame:
    """Add ``verdict``, ``reason`` and ``conclusion``, in place.

    Parameters
    ----------
    table
        Rows with ``p_adjusted`` and, where the table has them, ``observed``, ``kind``, ``n``,
        ``n_zero``, ``note``, ``smallest_attainable_p`` and ``smallest_attainable_p_adjusted``.
    alpha
        Two-sided level of significance.
    about
        Key of :data:`PHRASES`, for all rows or for each; left out: the row's ``kind``.

    Returns
    -------
    DataFrame
        The same table.
    """
    read = table[[name for name in table if name in _READ]]
    judgements = [_judged(row, alpha) for row in read.to_dict("records")]
    table["verdict"] = [str(verdict) for verdict, _ in judgements]
    table["reason"] = [str(reason) if reason else "" for _, reason in judgements]
    if about is None:
        about = [str(kind) for kind in table["kind"]]
    kinds = [about] * len(table) if isinstance(about, str) else about
    table["conclusion"] = [
        _phrase(verdict, reason, str(kind))
        for (verdict, reason), kind in zip(judgements, kinds, strict=True)
    ]
    return table


def _phrase(verdict: Verdict, reason: Reason | None, kind: str) -> str:
    if verdict is not Verdict.NOT_ANSWERABLE:
        return PHRASES[kind][verdict]
    # There is a p value above α, however few the patients.
    tested = reason is not None and is_tested(reason)
    return PHRASES[kind][Verdict.NONE] if tested else NOT_TESTED


def _judged(row: Mapping[Any, Any], alpha: float) -> tuple[Verdict, Reason | None]:
    return judged(
        float(row["p_adjusted"]),
        float(row.get("smallest_attainable_p", math.nan)),
        str(row.get("observed", "")),
        alpha,
        _untested(row),
        float(row.get("smallest_attainable_p_adjusted", math.nan)),
    )


def _untested(row: Mapping[Any, Any]) -> Reason:
    """Why a row would have no p value."""
    n, zeros = row.get("n"), row.get("n_zero")
    if NEVER_DETECTED in str(row.get("note", "")):
        return Reason.NEVER_DETECTED
    if not n or pd.isna(n):
        return Reason.NO_PATIENT
    return Reason.EVERY_DIFFERENCE_ZERO if zeros == n else Reason.NO_P_VALUE
