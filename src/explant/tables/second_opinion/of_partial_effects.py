"""Effects given other properties of patients, as type III F tests of statsmodels' own formulas."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import Plan
from explant.declared_tests.group_methods import ComparisonKind
from explant.listed_cells import from_cell
from explant.questions.design import GROUP_SUFFIX
from explant.questions.question import question

Floats = NDArray[np.float64]
Asked = tuple[str, str, Callable[[], float], str]
Tested = tuple[Floats, Floats]
"""A model's columns, and the rows of the identity that choose the tested ones."""

PACKAGE = "statsmodels"
EFFECT, CROSSED = "effect", "crossed"


class PartialEffects:
    """Recomputes F of effects given others; a model's columns are made once for all markers.

    Parameters
    ----------
    patients
        The table ``patients.csv``, with the patients in its index.
    plan
        The study's plan.
    """

    def __init__(self, patients: pd.DataFrame, plan: Plan) -> None:
        self._patients = patients
        self._plan = plan
        self._models: dict[tuple[str, ...], tuple[pd.DataFrame, str, str]] = {}
        self._designs: dict[tuple[tuple[str, ...], bytes], Tested] = {}

    def of_question(self, row: Mapping[str, Any], values: Floats) -> Iterator[Asked]:
        """F and p of a row of ``between`` whose question crosses or keeps another grouping.

        Parameters
        ----------
        row
            The row.
        values : shape (n,)
            One number a patient; NaN where there is none.
        """
        return self._asked("statistic", "p_parametric", row, values, apart=True)

    def of_repeat(self, row: Mapping[str, Any], values: Floats) -> Iterator[Asked]:
        """F and p of a row of ``interactions`` that repeats a comparison given the others.

        Parameters
        ----------
        row, values
            As in :meth:`of_question`.
        """
        return self._asked("f_given", "p_f_given", row, values, apart=False)

    def _asked(
        self, statistic: str, p: str, row: Mapping[str, Any], values: Floats, apart: bool
    ) -> Iterator[Asked]:
        columns = ("stratifier", "kind", "groups", "given", *(("contrast",) if apart else ()))
        key = tuple(str(row[column]) for column in columns)
        if key not in self._models:
            self._models[key] = self._model(row, apart)
        terms, formula, tested = self._models[key]
        known = np.isfinite(values) & terms.notna().all(axis=1).to_numpy()

        @cache
        def test() -> Any:
            from statsmodels.regression.linear_model import OLS

            place = (key, known.tobytes())
            if place not in self._designs:
                self._designs[place] = _design(terms[known], formula, tested)
            columns, chosen = self._designs[place]
            return OLS(values[known], columns).fit().f_test(chosen)

        yield statistic, PACKAGE, lambda: test().fvalue, ""
        yield p, PACKAGE, lambda: test().pvalue, ""

    def _model(self, row: Mapping[str, Any], apart: bool) -> tuple[pd.DataFrame, str, str]:
        """Terms by patient, the formula and its tested term.

        Where an effect may differ in each group of another, its mean over them is asked.
        """
        terms = {EFFECT: self._effect(row)}
        tested = EFFECT
        crossed = question(self._plan, str(row["contrast"])).crossed if apart else ""
        if crossed:
            terms[CROSSED] = self._members(crossed, from_cell(row["crossed"]))
            tested = f"{EFFECT}:{CROSSED}"
        formula = "*".join(terms)
        for place, name in enumerate(from_cell(row["given"])):
            kept = f"kept{place}"
            stratifier = self._plan.patients.strata[name]
            grouped = stratifier.kind != "continuous"
            terms[kept] = (
                self._members(name, list(stratifier.groups)) if grouped else self._numbers(name)
            )
            formula += f"+{kept}" + (
                f"+{EFFECT}:{kept}" if apart and grouped and not crossed else ""
            )
        return pd.DataFrame(terms), formula, tested

    def _effect(self, row: Mapping[str, Any]) -> pd.Series:
        """Membership, or numbers where the groups have an order or there are none."""
        stratifier, kind = str(row["stratifier"]), str(row["kind"])
        if kind == ComparisonKind.CONTINUOUS:
            return self._numbers(stratifier)
        names = from_cell(row["groups"])
        members = self._members(stratifier, names)
        if kind == ComparisonKind.ORDERED_GROUPS:
            return members.map({str(place): float(place) for place in range(len(names))})
        return members

    def _numbers(self, name: str) -> pd.Series:
        return pd.to_numeric(self._patients[name], errors="coerce").astype(float)

    def _members(self, name: str, groups: Sequence[str]) -> pd.Series:
        """Places of the patients' groups as texts: a group's own name may hold anything."""
        members = self._patients[f"{name}{GROUP_SUFFIX}"].astype(object)
        groups = groups or sorted(name for name in members.dropna().unique() if name)
        return members.map({group: str(place) for place, group in enumerate(groups)}).astype(object)


def _design(terms: pd.DataFrame, formula: str, tested: str) -> Tested:
    """Columns of a model whose groups' contrasts sum to zero: only then is type III a question."""
    from statsmodels.formula.api import ols

    for name in terms.columns:
        if terms[name].dtype == object:
            formula, tested = (
                re.sub(rf"\b{name}\b", f"C({name}, Sum)", text) for text in (formula, tested)
            )
    model = ols(f"any ~ {formula}", terms.assign(any=0.0))
    # A column is named after its term, with a group in brackets.
    chosen = [re.sub(r"\[[^]]*\]", "", name) == tested for name in model.exog_names]
    return model.exog, np.eye(len(chosen))[chosen]
