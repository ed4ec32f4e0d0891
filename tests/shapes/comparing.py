"""Whether values that were read stand where the shape says: patient, levels, marker."""

import itertools
import re
from collections.abc import Mapping, Sequence

import pandas as pd

from explant.config.models import Plan
from tests.shapes.shape import Place, Written

DIGITS = 9


def _key(value: float) -> str:
    return f"{value:.{DIGITS}g}"


def _folded(text: object) -> str:
    return re.sub(r"\W|_", "", str(text)).casefold()


def faults(
    written: Written, measurements: pd.DataFrame, patients: pd.DataFrame, plan: Plan
) -> list[str]:
    """What is not as the shape says, the worst first; nothing if each value has its place.

    Names of factors, levels and markers are a draft's to choose: what counts is that they are told
    apart as in the study, and that none bears the name of another.
    """
    assert written.study is not None
    truth = {place: sum(each) / len(each) for place, each in written.study.holds.items()}
    extra = {place: sum(each) / len(each) for place, each in written.extra.items()}
    by_value: dict[str, list[Place]] = {}
    for place, value in (truth | extra).items():
        by_value.setdefault(_key(value), []).append(place)
    factors = list(plan.factors)
    pairs: list[tuple[Place, Place]] = []
    strays = []
    for row in measurements.to_dict("records"):
        levels = tuple((factor, str(row[factor])) for factor in factors)
        found = (str(row["patient"]), levels, str(row["marker"]))
        places = by_value.get(_key(float(row["value"])), [])
        if not places:
            strays.append(f"{row['value']:g} of {found}")
        else:
            # Of places with the same value the one that is called most alike.
            likest = max(places, key=lambda place: _alike(place, found))
            if len(places) > 1:
                places.remove(likest)
            pairs.append((likest, found))
    told = []
    if strays:
        told.append(f"{len(strays)} values that the sheet does not hold, such as {strays[0]}")
    here = {expected for expected, _ in pairs}
    lost = [place for place in truth if place not in here]
    if lost:
        told.append(f"{len(lost)} of {len(truth)} values are not read, such as that of {lost[0]}")
    told += _patients(written, pairs)
    told += _one_to_one("marker", [(expected[2], found[2]) for expected, found in pairs])
    told += _conditions(written.study.factors, pairs)
    told += _groups(written.groups, pairs, patients)
    return told


def _alike(expected: Place, found: Place) -> int:
    """How many of the names of a place are names of another."""
    theirs = _folded(found)
    return sum(
        _folded(name) in theirs
        for name in (expected[0], expected[2], *(level for _, level in expected[1]))
    )


def _patients(written: Written, pairs: Sequence[tuple[Place, Place]]) -> list[str]:
    both = [(expected[0], found[0]) for expected, found in pairs]
    told = _one_to_one("patient", both, names=written.same_ids)
    if written.same_ids:
        other = [(one, two) for one, two in both if _folded(one) != _folded(two)]
        told += [f"the patient {other[0][0]} is called {other[0][1]}"] if other and not told else []
    return told


def _one_to_one(what: str, pairs: Sequence[tuple[str, str]], names: bool = True) -> list[str]:
    """Whether names go together one by one, and none is the name of another."""
    forth: dict[str, set[str]] = {}
    back: dict[str, set[str]] = {}
    for expected, found in pairs:
        forth.setdefault(expected, set()).add(found)
        back.setdefault(found, set()).add(expected)
    for expected, several in forth.items():
        if len(several) > 1:
            return [f"the {what} {expected} becomes {', '.join(sorted(several)[:6])}"]
    for found, several in back.items():
        if len(several) > 1:
            return [f"the {what}s {', '.join(sorted(several)[:6])} become {found}"]
    known = {_folded(expected): expected for expected in forth}
    for expected, (found,) in ((e, tuple(f)) for e, f in forth.items()):
        other = known.get(_folded(found))
        if names and other is not None and other != expected:
            return [f"the {what} {expected} is called {found}"]
    return []


def _conditions(
    factors: Mapping[str, Sequence[str]], pairs: Sequence[tuple[Place, Place]]
) -> list[str]:
    """Whether each factor of the study is a factor of the plan."""
    if not pairs:
        return []
    cells = [(dict(expected[1]), dict(found[1])) for expected, found in pairs]
    theirs = list(cells[0][1])
    if len(theirs) != len(factors):
        names = ", ".join(theirs) or "none"
        return [f"factors are {', '.join(factors) or 'none'}, the draft has {names}"]
    reasons: list[str] = []
    for order in itertools.permutations(theirs):
        reasons = []
        for factor, own in zip(factors, order, strict=True):
            levels = [(expected[factor], found[own]) for expected, found in cells]
            reasons += _one_to_one(f"level of {factor}", levels)
        if not reasons:
            return []
    return reasons[:1]


def _groups(
    groups: Mapping[str, Mapping[str, str]],
    pairs: Sequence[tuple[Place, Place]],
    patients: pd.DataFrame,
) -> list[str]:
    """Whether each grouping is a column of the table of patients."""
    called = {expected[0]: found[0] for expected, found in pairs}
    for grouping, members in groups.items():
        wanted = sorted((called.get(patient, ""), group) for patient, group in members.items())
        for column in patients.columns:
            if column == "patient":
                continue
            own = dict(
                zip(patients["patient"].astype(str), patients[column].astype(str), strict=False)
            )
            both = [(group, own.get(patient, "")) for patient, group in wanted]
            if not _one_to_one("group", both):
                break
        else:
            return [f"the grouping {grouping} is lost"]
    return []
