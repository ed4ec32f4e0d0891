"""The methods of one study, from its plan and its tables: for the report and the workbook."""

from collections.abc import Collection, Mapping, Sequence

from explant.config.models import Plan
from explant.language.methods.calibration_notes import calibration_notes
from explant.language.methods.topics import Topic, methods
from explant.language.words import Row


def study_methods(
    plan: Plan,
    rows: Mapping[str, Sequence[Row]],
    present: Collection[str],
    versions: Mapping[str, str] | None,
) -> list[Topic]:
    """The methods section of a study.

    Parameters
    ----------
    plan
        The study's plan.
    rows
        Rows of the tables ``paired``, ``interactions``, ``baseline`` and ``between``.
    present
        Names of the tables that hold something.
    versions
        Version of each package, by its name.
    """
    between = rows.get("between", ())
    return methods(
        plan,
        versions,
        with_anova="anova" in present,
        beside=present,
        calibration=calibration_notes(plan, rows["paired"], [*rows["interactions"], *between]),
        patients=next(iter(rows["baseline"]), None),
        paired=rows["paired"],
        between=between,
    )
