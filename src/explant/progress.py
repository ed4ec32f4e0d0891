"""How far a long computation is, said by the loops that take long and heard by whoever listens.

A step of the workflow listens (:mod:`explant.run.steps.on_screen`); elsewhere it costs nothing.
"""

import logging
from collections.abc import Collection, Iterator
from typing import TypeVar

LOGGER = logging.getLogger("explant.progress")
Item = TypeVar("Item")


def through(items: Collection[Item], what: str) -> Iterator[Item]:
    """The items, one after the other, while it is said how many are done.

    Parameters
    ----------
    items
        What a loop goes through.
    what
        What they are, in the plural.
    """
    heard = LOGGER.isEnabledFor(logging.INFO)
    # Half a million values are said a hundred times, too.
    every = max(len(items) // 100, 1)
    for done, item in enumerate(items):
        if heard and done % every == 0:
            LOGGER.info("%s", what, extra={"what": what, "done": done, "of": len(items)})
        yield item
    if heard:
        LOGGER.info("%s", what, extra={"what": what, "done": len(items), "of": len(items)})
