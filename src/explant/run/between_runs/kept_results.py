"""Results as Explant wrote them: looked at before a run, and put on the manifest after it."""

from collections.abc import Collection
from pathlib import Path

from explant.config.models import Plan
from explant.figures.figure_kinds import figure_stems
from explant.integrity.mending import REMADE_WITH, foreseen, mend, settle

BESIDE_TABLES = (
    "report.html",
    "supplement.html",
    "manuscript.docx",
    "prism.pzfx",
    "results.xlsx",
    "spreadsheet.json",
    "summary.txt",
    "run.json",
)


def before_run(plan: Plan, results: Path, *, may_write: bool) -> list[str]:
    """Find results that are not what Explant wrote, and set them aside.

    Parameters
    ----------
    plan
        The study's plan.
    results
        The study's folder.
    may_write
        Whether anything may be changed; if not, it is only said.

    Returns
    -------
    list of str
        What there is to say, a sentence each.

    Raises
    ------
    OSError
        When a file cannot be read or moved.
    """
    figures = _figures(plan)

    def planned(name: str) -> bool:
        if name.startswith("figures/"):
            return name in figures
        return plan.network is not None or not name.startswith("network_")

    def known() -> list[str]:
        # Wanted only for results from before there were manifests.
        from explant.tables.columns import TABLES

        every = [*(f"{table}.csv" for table in TABLES), *REMADE_WITH, *BESIDE_TABLES, *figures]
        return sorted({name for name in every if planned(name)})

    return (mend if may_write else foreseen)(results, planned, known)


def after_run(results: Path, steps: Collection[str], *, ended: bool) -> list[str]:
    """Write the manifest.

    Parameters
    ----------
    results
        The study's folder.
    steps
        Rules of the workflow.
    ended
        Whether every result is there.

    Returns
    -------
    list of str
        What there is to say, a sentence each.
    """
    try:
        return settle(results, steps, ended)
    except OSError as error:
        return [f"The manifest could not be written: {error.strerror or error}."]


def _figures(plan: Plan) -> set[str]:
    return {
        f"figures/{stem}.{ending}"
        for stem in figure_stems(plan)
        for ending in plan.figures.every_format
    }
