"""Permutation tests against a number, for all markers whose known patients are the same at once."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from explant.config.models import Inference
from explant.statistics.association import SpearmanResult, spearman_of_columns
from explant.statistics.correlation import SlopePermutationResult, slope_permutation_of_columns
from explant.tables.samples import Floats, MarkerContrast, Samples


def permuted_ranks(
    number: Floats, samples: Samples, inference: Inference
) -> dict[MarkerContrast, SpearmanResult]:
    """Spearman's correlation of each marker's and contrast's differences with a number.

    Parameters
    ----------
    number
        One number per patient, NaN where it is not known.
    samples
        Differences of the same patients.
    inference
        The plan's inference section.
    """
    found: dict[MarkerContrast, SpearmanResult] = {}
    for questions, patients in questions_by_known_patients(number, samples):
        results = spearman_of_columns(
            number[patients],
            columns_of(samples, questions, patients),
            inference.seed,
            inference.permutations,
        )
        found.update(zip(questions, results, strict=True))
    return found


def permuted_slopes(
    number: Floats, samples: Samples, inference: Inference, by_rank: bool = False
) -> dict[MarkerContrast, SlopePermutationResult]:
    """Permutation test of the slope of each marker's and contrast's differences over a number.

    Parameters
    ----------
    number, samples, inference
        As in :func:`permuted_ranks`.
    by_rank
        Take the number for the order of groups: groups that have patients are one step apart.
    """
    found: dict[MarkerContrast, SlopePermutationResult] = {}
    for questions, patients in questions_by_known_patients(number, samples):
        place = number[patients]
        if by_rank:
            patients = patients[np.argsort(place, kind="stable")]
            place = np.unique(number[patients], return_inverse=True)[1].astype(np.float64)
        results = slope_permutation_of_columns(
            place, columns_of(samples, questions, patients), inference.seed, inference.permutations
        )
        found.update(zip(questions, results, strict=True))
    return found


def questions_by_known_patients(
    number: Floats, samples: Samples
) -> Iterator[tuple[list[MarkerContrast], NDArray[np.intp]]]:
    """Yield the questions whose known patients are the same, and the places of these patients.

    Parameters
    ----------
    number
        One number per patient, NaN where it is not known.
    samples
        Differences of the same patients.
    """
    together: dict[bytes, list[MarkerContrast]] = {}
    for question, sample in samples.differences.items():
        known = np.isfinite(sample) & np.isfinite(number)
        together.setdefault(known.tobytes(), []).append(question)
    for packed, questions in together.items():
        yield questions, np.flatnonzero(np.frombuffer(packed, dtype=np.bool_))


def columns_of(
    samples: Samples, questions: list[MarkerContrast], patients: NDArray[np.intp]
) -> Floats:
    """Differences of some patients, one column a question."""
    return np.column_stack([samples.differences[question][patients] for question in questions])
