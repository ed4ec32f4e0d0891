"""``strata.csv``: each contrast within each stratum, as description: interactions compare them."""

from typing import Any

import pandas as pd

from explant.config.models import Plan, Scale
from explant.progress import through
from explant.tables.columns import COLUMNS as COLUMNS_OF_TABLES
from explant.tables.groupings import group_numbers, groupings, split
from explant.tables.ratios import ratio_columns
from explant.tables.results.sample_statistics import OneSample, one_samples
from explant.tables.samples import Samples, samples_by_question

COLUMNS = tuple(COLUMNS_OF_TABLES["strata"])


def strata_table(differences: pd.DataFrame, patients: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Estimates within each stratum.

    Parameters
    ----------
    differences
        The table ``differences.csv``.
    patients
        The table ``patients.csv``.
    plan
        The study's plan.

    Returns
    -------
    DataFrame
        The columns :data:`COLUMNS`; no row where the plan has no groups.
    """
    return strata_of(samples_by_question(differences, plan.paired_contrasts), patients, plan)


def strata_of(samples: Samples, patients: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Estimates within each stratum, from samples; see :func:`strata_table`."""
    grouped = [
        (groups, group_numbers(groups, samples.patients))
        for groups in groupings(patients, plan)
        if plan.patients.strata[groups.stratifier].explore
    ]
    found = [
        (marker, contrast, groups.stratifier, stratum, values)
        for (marker, contrast), sample in samples.differences.items()
        for groups, numbers in grouped
        for stratum, values in split(sample, numbers, groups).items()
    ]
    described = one_samples([values for *_, values in found], plan.inference)
    rows: list[dict[str, Any]] = [
        {
            "marker": marker,
            "contrast": contrast,
            "stratifier": stratifier,
            "kind": plan.patients.strata[stratifier].kind,
            "stratum": stratum,
            **_description(sample, plan.markers[marker].scale),
        }
        for (marker, contrast, stratifier, stratum, _), sample in zip(
            through(found, "results within groups"), described, strict=True
        )
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _description(sample: OneSample, scale: Scale) -> dict[str, Any]:
    student, walsh, chosen = sample.student, sample.pseudomedian, sample.declared.numbers
    return {
        "n": len(sample.differences),
        "mean_difference": student.mean,
        "mean_low": student.low,
        "mean_high": student.high,
        "pseudomedian": walsh.estimate,
        "pseudomedian_low": walsh.low,
        "pseudomedian_high": walsh.high,
        "d_z": sample.d_z,
        "test": sample.inference.test,
        **chosen,
        **ratio_columns("estimate_ratio", chosen["estimate"], chosen["low"], chosen["high"], scale),
        "smallest_attainable_p": sample.attainable_p,
        "note": "; ".join(dict.fromkeys(filter(None, (student.reason, sample.signed_rank.reason)))),
    }
