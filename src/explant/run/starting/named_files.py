"""Whether the files and the font that a plan names are there."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from explant.config.models import Plan
from explant.config.models.network import files_of
from explant.problems import Problem, ProblemsError, nearest
from explant.run.starting.checked_plan import checked_plan
from explant.run.starting.read_sheet import headings_of

LARGE = 100_000_000
"""Bytes of a spreadsheet that may be more than is read."""


def plan_with_files(files: Sequence[Path], overrides: Mapping[str, Any], code: str) -> Plan:
    """The plan, if it can be run.

    Parameters
    ----------
    files
        The config's files.
    overrides
        What is said beside them, or instead of them.
    code
        Hash of the code.

    Raises
    ------
    ProblemsError
        With what is wrong in the config, or the first file that is not there.
    """
    last = files[-1] if files else Path("config")

    def headings(plan: Plan) -> list[str]:
        check_spreadsheet(plan, last)
        return headings_of(plan, code)

    plan = checked_plan(files, overrides, code, headings)
    check_spreadsheet(plan, last)
    check_network(plan, last)
    check_font(plan, last)
    return plan


def check_spreadsheet(plan: Plan, config: Path) -> None:
    """Raise if there is no such spreadsheet.

    Parameters
    ----------
    plan
        The study's plan.
    config
        The file that names it.

    Raises
    ------
    ProblemsError
        With the nearest name in its folder.
    """
    path = Path(plan.spreadsheet.path)
    if path.is_file():
        if not os.access(path, os.R_OK) or path.stat().st_size > LARGE:
            # The reader says why it is not read; every start would pay for importing it.
            from explant.spreadsheet.sheet.opening import bytes_of

            bytes_of(path)
        return
    beside = sorted(file.name for file in path.parent.glob("*") if file.is_file())
    hint = nearest(path.name, beside) if beside else f"Put the file into {path.parent}."
    raise ProblemsError(
        [
            Problem(
                "error",
                f"{config} spreadsheet.path",
                f"There is no file {path}.",
                f"{hint} Or name another file in the config or with --config spreadsheet=PATH.",
            )
        ]
    )


def check_network(plan: Plan, config: Path) -> None:
    """Raise if one of the network's files is not there; parameters as above."""
    if plan.network is None:
        return
    interactome = plan.network.interactome
    further = [interactome.file, interactome.proteins] if interactome else []
    for file in (*files_of(plan.network), *further):
        if file is not None and not Path(file).is_file():
            beside = sorted(each.name for each in Path(file).parent.glob("*") if each.is_file())
            raise ProblemsError(
                [
                    Problem(
                        "error",
                        f"{config} network",
                        f"There is no file {file}.",
                        nearest(Path(file).name, beside) if beside else "Put it there.",
                    )
                ]
            )


def check_font(plan: Plan, config: Path) -> None:
    """Raise if the face that figures should have is not installed; parameters as above."""
    if not plan.figures.font:
        return
    # Imported where a plan asks for a face: every start comes by here.
    from matplotlib.font_manager import fontManager

    faces = sorted({face.name for face in fontManager.ttflist})
    if plan.figures.font not in faces:
        raise ProblemsError(
            [
                Problem(
                    "error",
                    f"{config} figures.font",
                    f'There is no font "{plan.figures.font}" here.',
                    f"{nearest(plan.figures.font, faces)} Install it, or leave font out.",
                )
            ]
        )
