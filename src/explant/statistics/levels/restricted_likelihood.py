"""The restricted likelihood of variance components, and its derivatives.

Patients with the same cells known have the same covariance matrix, so all are sums over few small
matrices, however many patients there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explant.statistics.kernel.arrays import Floats


@dataclass(frozen=True)
class Alike:
    """Patients with the same cells known, in coordinates in which their kernels are simplest.

    Parameters
    ----------
    rows : ndarray, shape (patients, coordinates)
    design : ndarray, shape (coordinates, parameters)
    kernels : ndarray, shape (components, coordinates, coordinates)
        Derivative of a patient's covariance matrix with each variance.
    """

    rows: Floats
    design: Floats
    kernels: Floats


def alike(
    residuals: Floats, known: NDArray[np.bool_], kernels: Floats
) -> tuple[list[Alike], Floats]:
    """Patients by their known cells, and the parameters that stand for the means of cells.

    Cells are turned into the coordinates that make every kernel diagonal, such as sums and
    differences of two cells: of complete patients a residual variance a billionth of another is
    not lost there.

    Parameters
    ----------
    residuals : ndarray, shape (patients, cells)
    known : ndarray of bool, shape (patients, cells)
    kernels : ndarray, shape (components, cells, cells)

    Returns
    -------
    tuple
        The patients, and an orthogonal matrix, cells × parameters: times the parameters it is the
        means of the cells.

    Examples
    --------
    >>> rows = np.array([[-2.0, -1.0], [-1.0, -2.0], [3.0, 3.0]])
    >>> kernels = np.array([np.ones((2, 2)), np.eye(2)])
    >>> (complete,), _ = alike(rows, np.ones((3, 2), dtype=bool), kernels)
    >>> np.abs(complete.kernels[0]).round(9).sum().item()
    2.0
    """
    of_cells, _ = _diagonal(kernels)
    found = []
    patterns, of_patient = np.unique(known, axis=0, return_inverse=True)
    for place, pattern in enumerate(patterns):
        if pattern.any():
            basis, own = _diagonal(kernels[:, pattern][:, :, pattern])
            rows = residuals[of_patient.ravel() == place][:, pattern]
            design = basis.T @ of_cells[pattern]
            found.append(Alike(rows @ basis, np.eye(len(own[0])) if pattern.all() else design, own))
    return found, of_cells


def _diagonal(kernels: Floats) -> tuple[Floats, Floats]:
    """Coordinates in which all kernels are diagonal, if there are any, and the kernels there."""
    # Weights without a common divisor, so that no two spaces have one eigenvalue by chance.
    weights = np.sqrt(np.arange(2.0, 2.0 + len(kernels)))
    basis = np.linalg.eigh(np.tensordot(weights, kernels, axes=1))[1]
    size = len(basis)
    turned = basis.T @ kernels @ basis
    # What is zero but for rounding would be a share of the largest variance.
    turned = np.where(np.abs(turned) < 1e-12 * size, 0.0, turned)
    if (turned * (1.0 - np.eye(size))).any():
        return np.eye(size), kernels
    return basis, turned


@dataclass(frozen=True)
class Likelihood:
    """The restricted likelihood at some variances, with what degrees of freedom are made of.

    V is the covariance matrix of all values, V_i its derivative with variance i, X the design, Φ
    the covariance matrix of the means and P = V⁻¹ − V⁻¹X Φ X'V⁻¹.

    Parameters
    ----------
    value
        The logarithm, but for a constant.
    slope
        Its derivatives.
    expected
        Expected information, tr(P V_i P V_j) / 2.
    observed
        Observed information, y'P V_i P V_j P y − tr(P V_i P V_j) / 2.
    means
        The parameters, by generalized least squares.
    covariance
        Φ = (X'V⁻¹X)⁻¹.
    first
        X'V⁻¹ V_i V⁻¹X.
    second
        X'V⁻¹ V_i V⁻¹ V_j V⁻¹X.
    """

    value: float
    slope: Floats
    expected: Floats
    observed: Floats
    means: Floats
    covariance: Floats
    first: Floats
    second: Floats


def likelihood_at(variances: Floats, patients: Sequence[Alike]) -> Likelihood | None:
    """The likelihood at some variances; None where they make no covariance matrix.

    Formulas of Searle, Casella & McCulloch 1992, Variance Components, chapter 6
    (10.1002/9780470316856).

    Parameters
    ----------
    variances : ndarray, shape (components,)
    patients
        As :func:`alike` gives them.

    Examples
    --------
    Two values of each of three patients, and one variance: that of six values about two means is
    their sum of squares over four, where the slope is zero.

    >>> rows = np.array([[-2.0, -1.0], [-1.0, -2.0], [3.0, 3.0]])
    >>> patients, _ = alike(rows, np.ones((3, 2), dtype=bool), np.eye(2)[None])
    >>> np.abs(likelihood_at(np.array([7.0]), patients).slope).round(9).tolist()
    [0.0]
    """
    components, parameters = len(variances), patients[0].design.shape[1]
    inverses = []
    log_determinant = 0.0
    information, score = np.zeros((parameters, parameters)), np.zeros(parameters)
    for group in patients:
        try:
            half = np.linalg.cholesky(np.tensordot(variances, group.kernels, axes=1))
            inverse_half = np.linalg.inv(half)
        except np.linalg.LinAlgError:
            return None
        inverse = inverse_half.T @ inverse_half
        inverses.append(inverse)
        log_determinant += 2.0 * len(group.rows) * float(np.log(np.diag(half)).sum())
        information += len(group.rows) * group.design.T @ inverse @ group.design
        score += group.design.T @ inverse @ group.rows.sum(axis=0)
    try:
        covariance = np.asarray(np.linalg.inv(information), dtype=np.float64)
        sign, log_information = np.linalg.slogdet(information)
    except np.linalg.LinAlgError:
        return None
    if not (sign > 0 and np.isfinite(covariance).all() and np.isfinite(log_determinant)):
        return None
    means = covariance @ score

    first = np.zeros((components, parameters, parameters))
    second = np.zeros((components, components, parameters, parameters))
    traces, quadratic = np.zeros(components), np.zeros(components)
    traces_of_two, quadratic_of_two = np.zeros((2, components, components))
    mixed = np.zeros((components, parameters))
    squares = 0.0
    for group, inverse in zip(patients, inverses, strict=True):
        n = len(group.rows)
        weighted = (group.rows - group.design @ means) @ inverse
        squares += float(((group.rows - group.design @ means) * weighted).sum())
        products = weighted.T @ weighted
        within = inverse @ group.kernels
        projected = inverse @ group.design
        moved = group.kernels @ projected
        first += n * projected.T @ moved
        second += n * np.einsum("iac,ab,jbd->ijcd", moved, inverse, moved)
        traces += n * np.trace(within, axis1=1, axis2=2)
        traces_of_two += n * np.einsum("iab,jba->ij", within, within)
        quadratic += np.einsum("ab,iab->i", products, group.kernels)
        quadratic_of_two += np.einsum(
            "ab,ibc,cd,jda->ij", products, group.kernels, inverse, group.kernels, optimize=True
        )
        mixed += np.einsum("iac,a->ic", moved, weighted.sum(axis=0))
    of_means = covariance @ first
    expected = 0.5 * (
        traces_of_two
        - 2.0 * np.einsum("cd,ijdc->ij", covariance, second)
        + np.einsum("icd,jdc->ij", of_means, of_means)
    )
    average = quadratic_of_two - mixed @ covariance @ mixed.T
    return Likelihood(
        value=-0.5 * (log_determinant + float(log_information) + squares),
        slope=0.5 * (quadratic - traces + np.trace(of_means, axis1=1, axis2=2)),
        expected=expected,
        observed=average - expected,
        means=means,
        covariance=covariance,
        first=first,
        second=second,
    )
