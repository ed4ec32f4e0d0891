"""Figures that an earlier plan made and today's does not make do not stay among its own."""

from pathlib import Path

from explant.config.models import Plan
from explant.figures.figure_kinds import figure_stems, kind_named
from explant.figures.figure_names import FORMATS


def remove_old_figures(folder: Path, plan: Plan) -> list[str]:
    """Remove the files of figures, and the formats, that the plan does not make.

    Only figures of ours go: called like one of our kinds, and there in every format of the plan, as
    no step leaves fewer. Any other file is somebody's own and stays.

    Parameters
    ----------
    folder
        Folder of the figures; it may be missing.
    plan
        The study's plan.

    Returns
    -------
    list of str
        Stems of the removed figures, in order.
    """
    planned = set(figure_stems(plan))
    formats = plan.figures.every_format
    for stem in planned:
        for ending in set(FORMATS) - set(formats):
            (folder / f"{stem}.{ending}").unlink(missing_ok=True)
    old = [
        file.stem
        for file in sorted(folder.glob(f"*.{FORMATS[0]}"))
        if file.stem not in planned and kind_named(file.stem) is not None
    ]
    files = {stem: [folder / f"{stem}.{ending}" for ending in FORMATS] for stem in old}
    removed = [
        stem for stem in files if all((folder / f"{stem}.{ending}").is_file() for ending in formats)
    ]
    for stem in removed:
        for file in files[stem]:
            file.unlink(missing_ok=True)
    return removed
