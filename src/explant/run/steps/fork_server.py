"""One process that has imported the libraries, and a fork of it for each step of a run.

A step computes for a second and imports for one more; ten steps in ten processes import pandas ten
times. Here a server beside Snakemake imports once, while the first step reads the spreadsheet, and
each script that Snakemake starts hands itself over to a fork of it: same folder, same environment,
same files to print to, and it ends when its script ends, in either direction. Where no server
answers (another machine, another Python, another platform, a server that died), the script runs in
its own process as if there were none.

It is only for Linux: elsewhere system libraries do not outlive a fork. Light on purpose: the
Snakefile and every script import it first.
"""

import atexit
import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
import warnings
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

ADDRESS = "EXPLANT_FORK_SERVER"
"""Where the server listens, and which Python it is, in the environment of the scripts."""

PRELOADED = (
    "explant.config.models",
    "pandas",
    "explant.tables.csv_files",
    "snakemake.logging",
    "explant.run.steps.job",
    "explant.questions.design",
    "scipy.special",
    "explant.tables.results.anova",
    "matplotlib.figure",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "matplotlib.backends.backend_pdf",
    "explant.figures.drawing",
    "scipy.stats",
    "seaborn",
    "explant.pages.document",
    "explant.pages.taken_along",
)
"""What most steps import, in the order in which the steps come."""

BLAS_THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")

FOR_REPORT = (
    "explant.config.models",
    "pandas",
    "explant.tables.csv_files",
    "snakemake.logging",
    "explant.run.steps.job",
    "explant.run.steps.beside",
    "explant.pages.document",
    "explant.pages.taken_along",
    "explant.pages.headlines",
    "explant.pages.kept_elements",
    "explant.documents.prism",
    "explant.history.changes",
    "explant.history.kept_states",
    "explant.history.states",
    "explant.run.steps.provenance",
    "explant.tables.planned_rows",
)
"""What is imported where there is a report: most often little else is to be made again."""

EVERYTHING = b"+"
"""What the server is told instead of a script that is to be run: import what most steps need."""

FEWEST_JOBS = 4
"""With fewer, what is imported and not needed costs more than what is shared."""

DIED = 137
"""Status of a script whose fork ended without one: what a shell says of a killed process."""


def start(first: Sequence[str] = ()) -> None:
    """Start the server beside this process, and name it to every process that this one starts.

    Nothing is said where that fails: the scripts then run in processes of their own. Where there is
    one, it is told to import everything.

    Parameters
    ----------
    first
        Modules to import, and no others until it is told so; everything, if none is named.
    """
    if sys.platform != "linux":
        return
    if ADDRESS in os.environ:
        if not first:
            _tell(os.environ[ADDRESS])
        return
    with suppress(OSError):
        folder = Path(tempfile.mkdtemp(prefix="explant-"))
        address = folder / "steps"
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            listener.bind(str(address))
            listener.listen()
            # This process may have found the library by other means than the variable.
            paths = [str(Path(__file__).parents[3]), os.environ.get("PYTHONPATH", "")]
            own = {"PYTHONPATH": os.pathsep.join(filter(None, paths))}
            # A step has one core; a second thread of the linear algebra would wait for another's.
            own |= {name: "1" for name in BLAS_THREADS if name not in os.environ}
            server = subprocess.Popen(
                [sys.executable, "-m", __name__, str(address), *first],
                stdin=subprocess.PIPE,
                pass_fds=[listener.fileno()],
                env=os.environ | own | {ADDRESS: str(listener.fileno())},
            )
        except OSError:
            _remove(address)
            raise
        finally:
            listener.close()
        os.environ[ADDRESS] = json.dumps([str(address), sys.prefix])
        atexit.register(_stop, server, address)


def _tell(where: str) -> None:
    with suppress(OSError, ValueError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.connect(json.loads(where)[0])
        server.sendall(EVERYTHING)


def by_fork(name: str) -> None:
    """Run the calling script in a fork of the server, if one answers, and end with its status.

    Parameters
    ----------
    name
        The script's ``__name__``: an imported script is not run.
    """
    # The fork runs the script, too: there the variable is gone.
    where = os.environ.pop(ADDRESS, "")
    if name != "__main__" or not where:
        return
    with suppress(OSError, ValueError):
        address, prefix = json.loads(where)
        if prefix != sys.prefix:
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
            server.connect(address)
            socket.send_fds(server, [b"\n"], [0, 1, 2])
            request = {
                "script": sys.argv[0],
                "arguments": sys.argv,
                "folder": str(Path.cwd()),
                "environment": dict(os.environ),
            }
            server.sendall(json.dumps(request).encode() + b"\n")
            status = server.recv(1)
        # The script has begun there, so it must not begin here, too.
        os._exit(status[0] if status else DIED)


def serve(listener: socket.socket, first: Sequence[str] = ()) -> None:
    """Import, and fork for each script that asks, until the process that started this one ends.

    Parameters
    ----------
    listener
        A listening socket of the machine's own kind.
    first
        Modules to import, and no others until told so.
    """
    # An interrupt reaches every process of the terminal; the run, when it ends, ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A collection would touch, and so copy, every page that the forks share.
    gc.disable()
    waiting, alone = list(first or PRELOADED), bool(first)
    scripts: list[socket.socket] = []
    while True:
        asked: list[Any] = [listener, 0]
        ready, _, _ = select.select(asked, [], [], 0 if waiting else 1.0)
        _bury()
        if 0 in ready and not os.read(0, 1):
            return
        if listener in ready:
            asking, _ = listener.accept()
            if asking.recv(1, socket.MSG_PEEK) == EVERYTHING:
                waiting, alone = list(PRELOADED), False
                asking.close()
            else:
                scripts.append(asking)
        elif waiting:
            # What cannot be imported is told by the step that needs it.
            with suppress(Exception):
                importlib.import_module(waiting.pop(0))
        # What is imported for one step is needed by it: its fork would import it once more.
        while scripts and not (alone and waiting):
            with scripts.pop(0) as asking:
                _fork(listener, asking)


def _fork(listener: socket.socket, asking: socket.socket) -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    with warnings.catch_warnings():
        # The linear algebra library has threads, which it starts anew after a fork.
        warnings.simplefilter("ignore", DeprecationWarning)
        if os.fork():
            return
    status = 1
    try:
        gc.freeze()
        gc.enable()
        listener.close()
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(
                each, signal.default_int_handler if each == signal.SIGINT else signal.SIG_DFL
            )
        status = _run(asking)
        sys.stdout.flush()
        sys.stderr.flush()
        asking.sendall(bytes([status]))
    finally:
        os._exit(status)


def _run(asking: socket.socket) -> int:
    """Become the process that asks, and run its script."""
    _, descriptors, _, _ = socket.recv_fds(asking, 1, 3)
    for standard, descriptor in enumerate(descriptors):
        os.dup2(descriptor, standard)
        os.close(descriptor)
    with asking.makefile("rb") as lines:
        request: dict[str, Any] = json.loads(lines.readline())
    threading.Thread(target=_end_with, args=(asking,), daemon=True).start()
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    sys.argv[:] = request["arguments"]
    return _status_of(Path(request["script"]))


def _status_of(script: Path) -> int:
    main = ModuleType("__main__")
    main.__file__ = str(script)
    sys.modules["__main__"] = main
    sys.path[0] = str(script.parent)
    try:
        exec(compile(script.read_bytes(), str(script), "exec"), main.__dict__)
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return (end.code or 0) & 255
        print(end.code, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def _end_with(asking: socket.socket) -> None:
    """End this process as soon as the script that it runs for has ended."""
    with suppress(OSError):
        while asking.recv(1):
            pass
    os._exit(1)


def _bury() -> None:
    """Take note of forks that have ended, so that their time counts as this run's."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _stop(server: subprocess.Popen[bytes], address: Path) -> None:
    if server.stdin is not None:
        with suppress(OSError):
            server.stdin.close()
    with suppress(subprocess.TimeoutExpired):
        server.wait(timeout=5)
    _remove(address)


def _remove(address: Path) -> None:
    with suppress(OSError):
        address.unlink(missing_ok=True)
        address.parent.rmdir()


def main(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    """Serve at the socket whose number the environment names, then remove its address."""
    address = Path(arguments[0])
    try:
        with socket.socket(fileno=int(environment[ADDRESS])) as listener:
            serve(listener, arguments[1:])
    finally:
        _remove(address)


if __name__ == "__main__":
    main(sys.argv[1:], os.environ.copy())
    # Python would take all libraries down piece by piece, and the run waits for this process.
    os._exit(0)
