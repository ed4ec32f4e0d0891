"""What to know of a patient: left out of a contrast, beyond detection, named by a problem."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from explant.config.models import Plan
from explant.language.asked import contrast_name, level_name, marker_name
from explant.language.unit_of_study import renamed_texts
from explant.language.words import Name, Part, Row, Words, joined, listed, words
from explant.pages.page_cells import MOST_ROWS, Listing
from explant.questions.averaging import PARTLY
from explant.questions.design import Cell as SampleCell
from explant.questions.design import cell_name, cells, designs
from explant.questions.question import question
from explant.tables.groupings import groupings

MOST_FLAGS = 4

Places = Mapping[tuple[str, str, str], Row]
"""A row of a table by marker, patient, and cell or contrast."""


@dataclass(frozen=True)
class LeftOut:
    """Markers in which a patient lacks the same cells, and so the same contrasts."""

    patient: str
    markers: tuple[str, ...]
    contrasts: tuple[str, ...]
    why: Words


def numbered_rows(table: str, frame: pd.DataFrame, kept: "pd.Series[bool]") -> list[Row]:
    """The rows that are kept, each with its place in the whole table."""
    numbered = frame.reset_index(drop=True)[kept.to_numpy()]
    return [
        Row(table, int(str(index)), {str(key): value for key, value in record.items()})
        for index, record in zip(numbered.index, numbered.to_dict("records"), strict=True)
    ]


def sample_words(plan: Plan, sample: SampleCell) -> Words:
    """A cell of the design in words: ``Tumor / Control``."""
    levels: list[Part] = [
        level_name(plan, factor, level) for factor, level in zip(plan.factors, sample, strict=True)
    ]
    return joined(levels, " / ") if levels else Words(("Value",))


def left_out_groups(
    plan: Plan,
    differences: pd.DataFrame | None,
    measurements: pd.DataFrame,
    patients: pd.DataFrame,
) -> list[LeftOut]:
    """Who lacks a contrast, by patient in the order of ``differences.csv``.

    Nobody is left out of a comparison of groups to none of which they belong.
    """
    if differences is None:
        return []
    absent = differences["missing"].fillna("").ne("")
    members_of = {each.stratifier: each.by_patient for each in groupings(patients, plan)}
    for contrast in plan.between_contrasts:
        asked = question(plan, contrast)
        of_group = members_of[asked.grouping]
        members = of_group[of_group.isin(asked.groups)].index
        absent &= differences["contrast"].ne(contrast) | differences["patient"].isin(members)
    lacking = numbered_rows("differences", differences, absent)
    dropped = _dropped(plan, measurements, {row.text("patient") for row in lacking})
    alike: dict[tuple[str, tuple[str, ...], str], tuple[list[str], Words]] = {}
    for (patient, marker), found in _by_marker(lacking).items():
        samples = list(dict.fromkeys(s for row in found for s in row.several("missing")))
        below = {sample for sample in samples if (patient, marker, sample) in dropped}
        why = _why(plan, samples, below)
        contrasts = tuple(row.text("contrast") for row in found)
        alike.setdefault((patient, contrasts, str(why)), ([], why))[0].append(marker)
    order = {patient: place for place, patient in enumerate(differences["patient"].unique())}
    groups = [
        LeftOut(patient, tuple(markers), contrasts, why)
        for (patient, contrasts, _), (markers, why) in alike.items()
    ]
    return sorted(groups, key=lambda group: order[group.patient])


def _by_marker(lacking: Iterable[Row]) -> dict[tuple[str, str], list[Row]]:
    found: dict[tuple[str, str], list[Row]] = {}
    for row in lacking:
        found.setdefault((row.text("patient"), row.text("marker")), []).append(row)
    return found


def _dropped(
    plan: Plan, measurements: pd.DataFrame, patients: set[str]
) -> set[tuple[str, str, str]]:
    """Samples that were measured and that the plan drops, because they are below detection."""
    kept = measurements["patient"].isin(patients) & measurements["censored"].eq("below")
    return {
        (
            row.text("patient"),
            row.text("marker"),
            cell_name(tuple(row.text(factor) for factor in plan.factors)),
        )
        for row in numbered_rows("measurements", measurements, kept)
    }


def _known_samples(plan: Plan) -> dict[str, Words]:
    """Words of every cell that a marker has, by its name in the tables."""
    return {
        cell_name(sample): sample_words(own, sample)
        for own in (*(of_markers for of_markers, _ in designs(plan)), plan)
        for sample in cells(own)
    }


def _why(plan: Plan, samples: Iterable[str], dropped: set[str]) -> Words:
    known = _known_samples(plan)
    absent = [known.get(name, Words((name,))) for name in samples if name not in dropped]
    below = [known.get(name, Words((name,))) for name in samples if name in dropped]
    reasons: list[Words] = []
    for found, what in ((absent, "not measured"), (below, "below detection and dropped")):
        if found:
            # A design without factors has one sample a patient, which needs no name.
            named = listed(found) if plan.factors else ""
            reasons.append(joined([named, what]))
    return joined(reasons, ", ")


def left_out_listing(plan: Plan, left_out: Sequence[LeftOut]) -> Listing:
    """Who was left out of which contrast, and why."""
    caption = "Who was left out of which contrast, and why"
    if len(left_out) > MOST_ROWS:
        caption += (
            f" (the first {MOST_ROWS} of {len(left_out)}; the others stand in differences.csv)"
        )
    return Listing(
        caption,
        ["Patient", "Marker", "Left out of", "Why"],
        [
            [
                Name(group.patient, "patient"),
                _markers(plan, group.markers),
                joined([contrast_name(plan, name) for name in group.contrasts], "; "),
                group.why,
            ]
            for group in left_out[:MOST_ROWS]
        ],
        wide=frozenset({2, 3}),
    )


def _markers(plan: Plan, markers: Sequence[str]) -> Words:
    if len(markers) == len(plan.analysed_markers) > 1:
        return Words(("every marker",))
    return listed([marker_name(plan, marker) for marker in markers])


def flags_of_patients(
    plan: Plan, left_out: Iterable[LeftOut], values: Places, problems: Sequence[Row]
) -> dict[str, list[Words]]:
    """What to know of each patient: left out, beyond the limits of detection, problems."""
    flags: dict[str, list[Words]] = {}
    named = {(row.text("patient"), row.text("marker")) for row in problems}
    for group in left_out:
        flag = words("left out: {markers}", markers=_markers(plan, group.markers))
        # A problem that names patient and marker says why below.
        if any((group.patient, marker) not in named for marker in group.markers):
            flag += words(" ({why})", why=group.why)
        flags.setdefault(group.patient, []).append(flag)
    for patient, flag in _censored(plan, values):
        flags.setdefault(patient, []).append(flag)
    for row in problems:
        if row.text("patient"):
            (what,) = renamed_texts([row.text("what")], plan)
            flag = words("{kind}: {what}", kind=row.text("severity"), what=Name(what))
            flags.setdefault(row.text("patient"), []).append(flag)
    return {
        patient: found
        if len(found) <= MOST_FLAGS
        else [*found[:MOST_FLAGS], Words(("more in the tables below and under Data quality",))]
        for patient, found in flags.items()
    }


def _censored(plan: Plan, values: Places) -> list[tuple[str, Words]]:
    known = _known_samples(plan)
    found: dict[tuple[str, str, str], list[Words]] = {}
    for (marker, patient, sample), row in values.items():
        if side := row.text("censored"):
            found.setdefault((patient, side, marker), []).append(known[sample])
    return [
        (
            patient,
            words(
                "{side} detection: {marker}{samples}",
                side="partly beyond" if side == PARTLY else side,
                marker=marker_name(plan, marker),
                samples=words(" ({samples})", samples=listed(samples)) if plan.factors else "",
            ),
        )
        for (patient, side, marker), samples in found.items()
    ]
