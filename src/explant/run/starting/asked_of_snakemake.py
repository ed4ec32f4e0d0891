"""What Snakemake was asked for, to run jobs or only to say what it would do; and how it ends."""

import atexit
import gc
import sys
import threading
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
NEW_OBJECTS = 20_000
"""After how many Python looks again for what may be freed; by itself it does after 700."""
SCHEDULER = "snakemake.scheduling.job_scheduler"
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


def look_less_for_garbage() -> None:
    """Let Snakemake's process look seldom for what may be freed, and not once more at its end.

    Each look visits objects that are needed to the end: a tenth of a second until the first job
    begins, a third of a second where Python ends.
    """
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, *gc.get_threshold()[1:])
    atexit.register(gc.freeze)


def wait_no_longer() -> None:
    """Once all jobs have ended, cancel the timers that would have the scheduler look again.

    It sets one for a second at each round, and Python waits for them before it ends: a run would
    last a second longer than its work.
    """
    for thread in threading.enumerate():
        of = getattr(getattr(thread, "function", None), "__module__", "")
        if isinstance(thread, threading.Timer) and of == SCHEDULER:
            thread.cancel()
