"""The study as a part of another workflow, which need not know how a run begins and ends.

Snakemake calls no hook of a module. What it says of its jobs tells when there are any, and what
became of them.
"""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from explant.characters import shown
from explant.run.between_runs.closing_words import at_exit
from explant.run.between_runs.jobs_heard import JobsHeard
from explant.run.starting.checked_plan import DEFAULT_CONFIG
from explant.run.starting.startup import Run
from explant.run.steps.staging import FAILURE_FILE

_RULES: dict[Path, set[str]] = {}
"""The rules of each study's folder."""


def named_in(config: Mapping[str, Any]) -> tuple[list[Path], dict[str, Any]]:
    """Config files and overrides from the ``config`` that another workflow hands over.

    Parameters
    ----------
    config
        A whole plan; or ``configfile``, the path of one, and what overrides it; or nothing, which
        means ``config/config.yaml``.
    """
    overrides = {key: value for key, value in config.items() if key != "configfile"}
    if "configfile" in config:
        return [Path(config["configfile"])], overrides
    return ([] if overrides else [DEFAULT_CONFIG]), overrides


def begin_and_end(run: Run, rules: Iterable[str]) -> None:
    """Begin when jobs of the study are needed, and say at the end what became of them.

    Parameters
    ----------
    run
        The run of the study.
    rules
        The study's rules as Snakemake knows them.
    """
    folder = run.folder.absolute()
    if folder in _RULES:
        # Snakemake reads a module again for each rule that the other workflow alters.
        _RULES[folder].update(rules)
        return
    own = _RULES[folder] = set(rules)

    def begun(needed: set[str]) -> None:
        if own & needed:
            run.begin()

    def end() -> None:
        # Whoever runs many studies, or says it by hooks of its own, has ended it.
        if run.said or not jobs.needs(own.__contains__):
            return
        failed = (run.folder / "logs" / FAILURE_FILE).is_file() or jobs.lacks(own.__contains__)
        message = run.failure() if failed else run.success()
        print(f"\n{shown(message)}", file=sys.stderr, flush=True)

    jobs = JobsHeard(begun)
    jobs.listen()
    at_exit(end)
