"""The methods of what is asked and of whom: contrasts, expected directions, patients."""

from collections.abc import Sequence

from explant.config.models import Plan
from explant.config.models.contrasts import ROLES
from explant.language.asked import contrast_name, formula, marker_name
from explant.language.words import Row, Words, joined, listed, words
from explant.numbers import counted

MOST_NAMED = 8


def questions_asked(plan: Plan) -> Words:
    """The contrasts by their role, and the directions that were expected."""
    by_role = [
        words(
            "{role}: {contrasts}.",
            role=f"{role} {'contrast' if len(names) == 1 else 'contrasts'}".capitalize(),
            contrasts=joined(
                [
                    words(
                        "{name} ({formula}{of})",
                        name=contrast_name(plan, name),
                        formula=formula(plan, name),
                        of=_asked_of(plan, name),
                    )
                    for name in names
                ],
                "; ",
            ),
        )
        for role in ROLES
        if (names := [name for name, asked in plan.contrasts.items() if asked.role == role])
    ]
    return joined([*by_role, expected_directions(plan)])


def _asked_of(plan: Plan, contrast: str) -> Words:
    """Markers of a question that is not asked of all; those made for one question do not count."""
    alone = {asked.markers[0] for asked in plan.contrasts.values() if len(set(asked.markers)) == 1}
    asked = [name for name in plan.analysed_markers if plan.asks(contrast, name)]
    if {*plan.analysed_markers} - alone <= {*asked}:
        return Words()
    return words(
        "; asked of {markers}",
        markers=counted(len(asked), "marker")
        if len(asked) > MOST_NAMED
        else listed([marker_name(plan, name) for name in asked]),
    )


def expected_directions(plan: Plan) -> Words:
    """Directions that the plan expects, by contrast; empty without any."""
    found: list[Words] = []
    for contrast in plan.contrasts:
        directions = [
            words("{an} of {markers}", an=an, markers=listed(markers))
            for an, direction in (("an increase", "increase"), ("a decrease", "decrease"))
            if (
                markers := [
                    marker_name(plan, name)
                    for name, marker in plan.markers.items()
                    if contrast in marker.expected
                    and marker.expected[contrast].direction == direction
                ]
            )
        ]
        if directions:
            found.append(
                words(
                    "for {contrast} {directions}",
                    contrast=contrast_name(plan, contrast),
                    directions=joined(directions, " and "),
                )
            )
    if not found:
        return Words(("The plan expects no direction.",))
    return words("The plan expects: {found}.", found=joined(found, "; "))


def counted_patients(patients: Row | None, paired: Sequence[Row]) -> Words:
    """How many patients there are, and how many a contrast leaves out at the most."""
    count = patients.count("n") if patients else None
    if patients is None or count is None:
        return Words()
    first = words(
        "The study holds {n} {noun}.",
        n=patients.traced("n", str(count)),
        noun="patient" if count == 1 else "patients",
    )
    most = max(paired, key=lambda row: row.count("n_incomplete") or 0, default=None)
    if most is None:
        return first
    left_out = most.count("n_incomplete") or 0
    if not left_out:
        return first + " No contrast leaves out any of them."
    return first + words(
        " A contrast leaves out {m} of them at the most.",
        m=most.traced("n_incomplete", str(left_out)),
    )
