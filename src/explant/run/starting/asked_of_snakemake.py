"""What Snakemake was asked for: to run jobs, or only to say what it would do."""

import sys
from types import FrameType

SAYS = (
    "dryrun",
    "lint",
    "list_rules",
    "list_target_rules",
    "print_compilation",
    "dag",
    "rulegraph",
    "filegraph",
    "d3dag",
    "summary",
    "detailed_summary",
    "list_changes",
    "list_input_changes",
    "list_params_changes",
    "list_untracked",
    "archive",
    "containerize",
)
"""Its options by which no job runs, as it calls them."""
READS_ITS_OPTIONS = "args_to_api"
"""The function of Snakemake's that holds them as ``args`` while the Snakefile is read."""


def runs_jobs() -> bool:
    """Whether this start may run jobs, which changes files.

    While it reads the Snakefile, Snakemake tells nobody that it is a dry run: ``workflow.dryrun``
    is false until it builds the graph of jobs. Its options say so, which also come from profiles.
    Started by other means than its command, it may run jobs.
    """
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        if frame.f_code.co_name == READS_ITS_OPTIONS:
            options = frame.f_locals.get("args")
            return not any(getattr(options, name, None) for name in SAYS)
        frame = frame.f_back
    return True
