"""Something that is made in a process of its own while a step goes on with the rest.

A fork has all that the step has read, and costs a few milliseconds. Where there is none (another
platform, no memory), or where it fails, the step makes the thing itself, and tells what is wrong.
"""

import os
import sys
import warnings
from collections.abc import Callable
from contextlib import suppress


def made_beside(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """Begin to make something in a fork of this process.

    Parameters
    ----------
    make
        Makes it, and changes nothing else.

    Returns
    -------
    callable
        Waits until it is made, and gives it. It is to be called once.
    """
    if sys.platform != "linux":
        return make
    reader, writer = os.pipe()
    try:
        with warnings.catch_warnings():
            # The linear algebra library has threads, which it starts anew after a fork.
            warnings.simplefilter("ignore", DeprecationWarning)
            fork = os.fork()
    except OSError:
        os.close(reader)
        os.close(writer)
        return make
    if not fork:
        # Else it would wait for itself to read, where the step has ended for another reason.
        os.close(reader)
        _give(make, writer)
    os.close(writer)

    def made() -> bytes:
        with os.fdopen(reader, "rb") as pipe:
            content = pipe.read()
        _, status = os.waitpid(fork, 0)
        return content if status == 0 else make()

    return made


def _give(make: Callable[[], bytes], writer: int) -> None:
    status = 1
    try:
        with suppress(Exception), os.fdopen(writer, "wb") as pipe:
            pipe.write(make())
            pipe.flush()
            status = 0
    finally:
        os._exit(status)
