"""A long step says on the screen how far it is; its log says nothing of time."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import TextIO

from explant.progress import LOGGER

FIRST = 5.0
"""Seconds after which a step counts as long."""
BETWEEN = 15.0


class Progress(logging.Handler):
    """What the loops of a step last said, outer ones first.

    Parameters
    ----------
    step
        Name of the step.
    """

    def __init__(self, step: str) -> None:
        super().__init__()
        self.step = step
        self.began = time.monotonic()
        self.loops: dict[str, tuple[int, int]] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Take in how far a loop is; a loop that is done says nothing more, nor do those in it."""
        said = record.__dict__
        loops = dict(self.loops)
        names = list(loops)
        if said["what"] in loops:
            for inner in names[names.index(said["what"]) :]:
                del loops[inner]
        if said["done"] < said["of"]:
            loops[said["what"]] = (said["done"], said["of"])
        # The thread that prints sees the old ones or the new ones.
        self.loops = loops

    def line(self) -> str:
        """How far the step is."""
        seconds = time.monotonic() - self.began
        far = "".join(f", {done:,} of {of:,} {what}" for what, (done, of) in self.loops.items())
        return f"{self.step}: {seconds:.0f} s{far}"


@contextmanager
def progress_on_screen(step: str, screen: TextIO) -> Iterator[None]:
    """Say how far a step is, from its fifth second on, in a line now and then.

    Parameters
    ----------
    step
        Name of the step.
    screen
        Where the lines go.
    """
    progress, done = Progress(step), Event()

    def say() -> None:
        wait = FIRST
        while not done.wait(wait):
            print(progress.line(), file=screen, flush=True)
            wait = BETWEEN

    level = LOGGER.level
    LOGGER.addHandler(progress)
    LOGGER.setLevel(logging.INFO)
    LOGGER.propagate = False
    thread = Thread(target=say, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
        LOGGER.removeHandler(progress)
        LOGGER.setLevel(level)
