"""What a step took of the machine, for its log."""

import os
import re
from contextlib import suppress
from pathlib import Path

STATUS = Path("/proc/self/status")


def consumption() -> str:
    """Processor time of this process and its forks, its most memory where the system tells.

    A fork begins to count anew: the time of what it comes from is not its own, the memory is.

    Examples
    --------
    >>> consumption().startswith("Processor time: ")
    True
    """
    said = f"Processor time: {sum(os.times()[:4]):.1f} s."
    with suppress(OSError):
        # Not getrusage: its maximum may be that of the process that started this one.
        if peak := re.search(r"VmHWM:\s+(\d+) kB", STATUS.read_text(encoding="ascii")):
            said += f" Most memory: {int(peak[1]) // 1024} MB."
    return said
