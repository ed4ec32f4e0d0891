"""The parameters of a rule: what it reads of the plan, and fingerprints of code and sheet."""

from pathlib import Path
from typing import Any

from explant.config.models import Plan
from explant.config.models.settings import Step
from explant.config.slices import read_by
from explant.figures.figure_kinds import KINDS, kinds_of
from explant.figures.figure_names import every_marker_has_panel
from explant.run.between_runs.remembered import remembered
from explant.run.starting.read_sheet import MEMORY, cells_of
from explant.run.starting.source_fingerprint import source_fingerprint


def parameters(plan: Plan, step: Step, script: str, basedir: Path, code: str) -> dict[str, Any]:
    """What makes a step run again when it changes.

    Parameters
    ----------
    plan
        The study's plan.
    step
        The step.
    script
        File name of its script.
    basedir
        Folder of the Snakefile.
    code
        Hash of every file of the library and the scripts.

    Raises
    ------
    ProblemsError
        When the spreadsheet was saved while it was read.
    """
    spec: dict[str, Any] = {
        "step": step,
        "plan": plan.model_dump() if step == "report" else read_by(plan, step),
        "code": _code(step, script, basedir, code),
    }
    if step == "network_interactome":
        spec["interactome"] = spec.pop("plan")["network"]["interactome"]
    if step == "network":
        # It never sees the measurements, nor anything that the plan says of them.
        network = spec.pop("plan")["network"]
        genes = [marker.gene for marker in plan.markers.values() if marker.gene]
        spec |= {"network": network, "alpha": plan.inference.alpha, "genes": genes}
    ranked = plan.figures.composite or not every_marker_has_panel(plan)
    if step == "marker_figures" and not ranked:
        # Which results come first matters only where some have no panel.
        del spec["plan"]["report"]["headline"]
    if step == "ingest":
        spec["spreadsheet"] = cells_of(Path(plan.spreadsheet.path), code)
    return spec


def _code(step: Step, script: str, basedir: Path, code: str) -> str:
    # The registry of figures names functions that no script imports by itself.
    named = [kind.draw for kind in kinds_of(step)]
    if step in ("workbook", "report"):
        named = [kind.text for kind in KINDS]
    modules = [function.split(":")[0] for function in named]
    return remembered(
        MEMORY,
        f"code {step} {script} {code}",
        lambda: source_fingerprint(
            basedir / "workflow" / "scripts" / script, basedir / "src", modules
        ),
    )
