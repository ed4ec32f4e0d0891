"""``python -m explant check``: every mistake of a config, each with its line."""

import sys
from pathlib import Path

from explant.characters import shown
from explant.config.loading import load_plan
from explant.config.models import Plan
from explant.config.models.network import Network, all_files_of
from explant.config.yaml_files.reading import comments_in_texts, read_yaml
from explant.numbers import counted
from explant.problems import ProblemsError, errors, listing
from explant.spreadsheet.unnamed_markers import unnamed_markers_apart


def run(config: Path) -> int:
    """Say what is wrong in a config, or that nothing is.

    Parameters
    ----------
    config
        The config.

    Returns
    -------
    int
        Exit code: 0 if the study can be started with it, 1 if not.
    """
    try:
        if config.is_dir() or list(read_yaml(config)[0]) == ["studies"]:
            what = "is a folder" if config.is_dir() else "lists studies"
            print(shown(f"{config} {what}: make run STUDIES={config}"), file=sys.stderr)
            return 1
        plan = load_plan([config], headings=unnamed_markers_apart)
    except ProblemsError as error:
        print(error, file=sys.stderr)
        return 1
    if doubts := comments_in_texts(config):
        print(listing(doubts), file=sys.stderr)
    if plan.network is not None and not _network_can_be_read(plan, plan.network, config):
        return 1
    spreadsheet = Path(plan.spreadsheet.path)
    there = "" if spreadsheet.is_file() else ", which is not there yet"
    print(
        shown(
            f"{config}: no mistake found. {counted(len(plan.contrasts), 'question')} of "
            f"{counted(len(plan.analysed_markers), 'marker')}; the spreadsheet is "
            f"{spreadsheet}{there}; the results go to results/{plan.folder}/."
        )
    )
    return 0


def _network_can_be_read(plan: Plan, network: Network, config: Path) -> bool:
    """Say what is wrong with the files of a network study, and whether a run would stop there."""
    # Its readers need pandas, which a config without a network does not wait for.
    from explant.network.network_study import problems_of_files

    absent = [file for file in all_files_of(network) if not Path(file).is_file()]
    if absent:
        print(shown(f"{config} network: {', '.join(absent)}: not there yet."), file=sys.stderr)
        return True
    genes = {name: plan.markers[name].gene for name in plan.analysed_markers}
    told = problems_of_files(network, genes)
    found = [problem for problem in told if problem.severity != "note"]
    if found:
        print(listing(found), file=sys.stderr)
    return not errors(found)
