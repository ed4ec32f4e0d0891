"""Scripts that run in forks of one process: as if each had run in its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from explant.run.steps import fork_server

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks are for Linux")

BY_FORK = "from explant.run.steps.fork_server import by_fork\n\nby_fork(__name__)\n"
STARTER = """\
import os, sys
from explant.run.steps import fork_server

fork_server.PRELOADED = ()
fork_server.start()
print(os.environ[fork_server.ADDRESS], flush=True)
sys.stdin.read()
"""


@contextmanager
def started_by(text: str, *modules: Path, found: bool = True) -> Iterator[subprocess.Popen[str]]:
    """A process that has started a server, as Snakemake does; it ends when its input does."""
    library = [Path(fork_server.__file__).parents[3]] if found else []
    source = os.pathsep.join(map(str, [*library, *modules]))
    with subprocess.Popen(
        [sys.executable, "-c", text],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": source},
    ) as process:
        yield process
        process.kill()


@pytest.fixture
def starter() -> Iterator[subprocess.Popen[str]]:
    with started_by(STARTER) as process:
        yield process


@pytest.fixture
def environment(starter) -> dict[str, str]:
    assert starter.stdout is not None
    address = starter.stdout.readline().strip()
    source = str(Path(fork_server.__file__).parents[3])
    return os.environ | {fork_server.ADDRESS: address, "PYTHONPATH": source}


def script(folder: Path, text: str) -> Path:
    path = folder / "step.py"
    path.write_text(BY_FORK + text, encoding="utf-8")
    return path


def run(path: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(path), "one", "two"],
        capture_output=True,
        text=True,
        env=environment,
        cwd=path.parent,
        timeout=60,
        check=False,
    )


def server_of(starter: subprocess.Popen[str]) -> int:
    children = Path(f"/proc/{starter.pid}/task/{starter.pid}/children").read_text().split()
    return int(children[0])


def ended(process: int, seconds: float = 10.0) -> bool:
    """Whether a process is gone, or a zombie, within some seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        status = Path(f"/proc/{process}/stat")
        try:
            if status.read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.02)
    return False


def test_a_script_in_a_fork_is_where_its_caller_is(tmp_path, starter, environment) -> None:
    path = script(
        tmp_path,
        "import os, sys\n"
        "from pathlib import Path\n"
        "print(os.getppid(), sys.argv[1:], Path.cwd().name, os.environ['OWN'], __file__)\n"
        "print('beside', file=sys.stderr)\n",
    )
    found = run(path, environment | {"OWN": "own"})
    assert found.stdout == f"{server_of(starter)} ['one', 'two'] {tmp_path.name} own {path}\n"
    assert (found.stderr, found.returncode) == ("beside\n", 0)


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        ("raise SystemExit", 0, ""),
        ("raise SystemExit(3)", 3, ""),
        ("raise SystemExit('no such sheet')", 1, "no such sheet\n"),
        ("raise KeyboardInterrupt", 130, ""),
    ],
)
def test_a_script_ends_with_its_own_status(tmp_path, environment, text, status, said) -> None:
    found = run(script(tmp_path, text), environment)
    assert (found.returncode, found.stderr) == (status, said)


def test_a_fault_is_told_with_its_lines(tmp_path, environment) -> None:
    found = run(script(tmp_path, "1 / 0"), environment)
    assert found.returncode == 1
    assert "ZeroDivisionError" in found.stderr


def test_steps_side_by_side(tmp_path, environment) -> None:
    path = script(tmp_path, "import sys, time; time.sleep(0.2); print(sys.argv[1])")
    started = [
        subprocess.Popen(
            [sys.executable, str(path), str(number)],
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        for number in range(4)
    ]
    assert [each.communicate(timeout=60)[0] for each in started] == [f"{n}\n" for n in range(4)]


@pytest.mark.parametrize("why", ["none", "unreadable", "another Python", "killed"])
def test_without_a_server_the_script_runs_in_its_own_process(
    tmp_path, starter, environment, why
) -> None:
    if why == "none":
        del environment[fork_server.ADDRESS]
    elif why == "unreadable":
        environment[fork_server.ADDRESS] = "nowhere"
    elif why == "another Python":
        environment[fork_server.ADDRESS] = environment[fork_server.ADDRESS].replace(
            sys.prefix, "/opt/another"
        )
    else:
        server = server_of(starter)
        os.kill(server, signal.SIGKILL)
        assert ended(server)
    path = script(tmp_path, "import os; print(os.getppid())")
    assert run(path, environment).stdout == f"{os.getpid()}\n"


def test_an_imported_script_is_not_run(tmp_path, environment, monkeypatch) -> None:
    monkeypatch.setenv(fork_server.ADDRESS, environment[fork_server.ADDRESS])
    fork_server.by_fork("step")
    assert fork_server.ADDRESS not in os.environ


def test_a_fork_ends_with_the_script_that_it_runs_for(tmp_path, environment) -> None:
    path = script(tmp_path, "import os, time; print(os.getpid(), flush=True); time.sleep(60)")
    caller = subprocess.Popen(
        [sys.executable, str(path)], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert caller.stdout is not None
    fork = int(caller.stdout.readline())
    assert fork != caller.pid
    caller.kill()
    caller.communicate()
    assert ended(fork)


def test_a_script_whose_fork_was_killed_fails_and_is_not_run_again(tmp_path, environment) -> None:
    text = "import os, signal; print('begun', flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    found = run(script(tmp_path, text), environment)
    assert (found.stdout, found.returncode) == ("begun\n", fork_server.DIED)


@pytest.mark.parametrize("how", ["ends", "is killed"])
def test_the_server_ends_with_the_run(starter, environment, how) -> None:
    server = server_of(starter)
    address = Path(environment[fork_server.ADDRESS].split('"')[1])
    assert address.exists()
    if how == "ends":
        starter.stdin.close()
    else:
        starter.kill()
    starter.wait(timeout=60)
    assert ended(server)
    assert not address.parent.exists()


FIRST_ALONE = """\
import os, sys
from explant.run.steps import fork_server

fork_server.start(("slow", "colorsys"))
print(os.environ[fork_server.ADDRESS], flush=True)
sys.stdin.read()
"""
IMPORTED = """
import sys
print("colorsys" in sys.modules, "pandas" in sys.modules)
"""


def test_a_server_imports_what_comes_first_and_all_else_when_told(tmp_path, monkeypatch) -> None:
    (tmp_path / "slow.py").write_text("import time; time.sleep(0.5)", encoding="utf-8")
    source = str(Path(fork_server.__file__).parents[3])
    with started_by(FIRST_ALONE, tmp_path) as process:
        assert process.stdout is not None
        where = process.stdout.readline().strip()
        environment = os.environ | {fork_server.ADDRESS: where, "PYTHONPATH": source}

        def imported() -> str:
            return run(script(tmp_path, IMPORTED), environment).stdout.strip()

        # A script that asks before waits for what it would import itself.
        assert imported() == "True False"
        monkeypatch.setenv(fork_server.ADDRESS, where)
        fork_server.start(("bisect",))
        assert imported() == "True False"
        fork_server.start()
        assert any(imported() == "True True" for _ in range(300))
        assert os.environ[fork_server.ADDRESS] == where


def test_a_server_finds_the_library_where_the_run_has_it(tmp_path) -> None:
    source = str(Path(fork_server.__file__).parents[3])
    text = f"import sys\nsys.path.insert(0, {source!r})\n{STARTER}"
    with started_by(text, found=False) as process:
        assert process.stdout is not None
        environment = os.environ | {
            fork_server.ADDRESS: process.stdout.readline().strip(),
            "PYTHONPATH": source,
        }
        path = script(tmp_path, "import os; print(os.getppid())")
        assert run(path, environment).stdout == f"{server_of(process)}\n"


def test_nobody_is_told_where_no_server_answers(monkeypatch) -> None:
    monkeypatch.setenv(fork_server.ADDRESS, "nobody")
    fork_server.start()
    assert os.environ[fork_server.ADDRESS] == "nobody"


OF_REPORT = """
import importlib, runpy, sys
from explant.run.steps import fork_server

for name in fork_server.FOR_REPORT:
    importlib.import_module(name)
there = set(sys.modules)
runpy.run_path(sys.argv[1])
print(sorted(set(sys.modules) - there))
"""


def test_the_report_finds_all_that_it_imports_in_what_comes_first_for_it() -> None:
    source = Path(fork_server.__file__).parents[3]
    report = source.parent / "workflow" / "scripts" / "report.py"
    said = subprocess.run(
        [sys.executable, "-c", OF_REPORT, str(report)],
        env=os.environ | {"PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said == "[]\n"


def test_every_module_that_comes_first_can_be_imported() -> None:
    for name in (*fork_server.FOR_REPORT, *fork_server.PRELOADED):
        assert find_spec(name) is not None
