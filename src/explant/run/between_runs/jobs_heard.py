"""Which jobs a run needs and which are finished, heard from Snakemake's own messages."""

import logging
from collections import Counter
from collections.abc import Callable

LOGGER = "snakemake.logging"


class JobsHeard:
    """What Snakemake has said of its jobs so far.

    Parameters
    ----------
    begun
        Called with the rules of the jobs that are needed, before the first of them.
    """

    def __init__(self, begun: Callable[[set[str]], None] | None = None) -> None:
        self._begun = begun
        self._rules: dict[int, str] = {}
        self._needed: set[str] = set()
        self._unfinished: Counter[str] = Counter()

    def listen(self) -> None:
        """Hear what Snakemake says from now on."""
        logging.getLogger(LOGGER).addFilter(self.heard)

    def heard(self, record: logging.LogRecord) -> bool:
        """Learn from a message.

        Returns
        -------
        bool
            That the message is to be shown.
        """
        event, said = getattr(getattr(record, "event", None), "name", ""), record.__dict__
        if event == "RUN_INFO":
            self._unfinished = Counter(said["stats"])
            if not self._needed and self._begun is not None:
                self._begun(set(self._unfinished))
            self._needed |= set(self._unfinished)
        elif event == "JOB_INFO":
            self._rules[said["jobid"]] = said["rule_name"]
        elif event == "JOB_FINISHED":
            self._unfinished[self._rules.get(said["job_id"], "")] -= 1
        return True

    def needs(self, is_own: Callable[[str], bool]) -> bool:
        """Whether jobs of such rules were needed."""
        return any(map(is_own, self._needed))

    def lacks(self, is_own: Callable[[str], bool]) -> bool:
        """Whether jobs of such rules were needed and are not finished."""
        return any(number > 0 and is_own(rule) for rule, number in self._unfinished.items())
