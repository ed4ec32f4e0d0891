"""Work on unknown bytes ends within its limits, in one sentence, and leaves no limit behind."""

import itertools
import os
import re
import signal
import time
from pathlib import Path

import pytest

from explant.limits import (
    LEAST_SECONDS,
    SMALL,
    Allowance,
    TooMuchError,
    apart,
    of_bytes,
    of_cells,
    within,
)
from explant.problems import Problem, ProblemsError

resource = pytest.importorskip("resource")
FILE = Path("data/raw/bomb.csv")
SHORT = Allowance(0.2, 200)


def endless() -> str:
    for _ in itertools.count():
        pass
    return ""


def quadratic() -> str:
    # C code, which asks for signals by itself.
    return str(re.search(r"(a|b|ab)*c", "ab" * 5_000 + "d"))


def large() -> str:
    return str(len(bytearray(1_000_000_000)))


def crash() -> str:
    # As after a fault in a library: nothing is caught, nothing is said.
    os._exit(7)


def swallowing() -> str:
    while True:
        try:
            endless()
        except Exception:
            continue


def deaf() -> str:
    """Nothing inside Python hears the timer: the system has to end it."""
    signal.setitimer(signal.ITIMER_PROF, 0)
    return endless()


@pytest.mark.parametrize("work", [endless, quadratic, swallowing])
def test_what_takes_too_long_is_one_sentence(work):
    begun = time.process_time()
    with pytest.raises(TooMuchError) as caught, within(SHORT, FILE):
        work()
    assert time.process_time() - begun < 2
    (problem,) = caught.value.problems
    assert problem.where == str(FILE)
    assert "seconds of computing" in problem.what
    assert "\n" not in str(problem)


@pytest.mark.parametrize("work", [endless, large])
def test_no_limit_is_left_behind(work):
    before = (
        resource.getrlimit(resource.RLIMIT_AS),
        resource.getrlimit(resource.RLIMIT_CPU),
        signal.getsignal(signal.SIGPROF),
    )
    with pytest.raises(TooMuchError), within(SHORT, FILE):
        work()
    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)
    assert before == (
        resource.getrlimit(resource.RLIMIT_AS),
        resource.getrlimit(resource.RLIMIT_CPU),
        signal.getsignal(signal.SIGPROF),
    )
    assert large() == "1000000000"


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is limited on Linux")
def test_what_takes_too_much_memory_is_one_sentence():
    with pytest.raises(TooMuchError, match="more than 200 MB of memory"), within(SHORT, FILE):
        large()


def test_work_within_other_work_may_not_take_what_that_has_no_more():
    with pytest.raises(TooMuchError), within(SHORT, FILE), within(Allowance(60, 200), FILE):
        endless()
    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)


def test_a_child_gives_the_result_or_the_problems():
    assert apart(lambda: "ä 3", SHORT, FILE) == "ä 3"

    def refused() -> str:
        raise ProblemsError([Problem("error", "S!A1", "No.", "Mend it.")], "The end.")

    with pytest.raises(ProblemsError) as caught:
        apart(refused, SHORT, FILE)
    assert caught.value.problems == [Problem("error", "S!A1", "No.", "Mend it.")]
    assert str(caught.value).endswith("The end.")
    assert not isinstance(caught.value, TooMuchError)

    def faulty() -> str:
        raise ZeroDivisionError("in the child")

    with pytest.raises(RuntimeError, match="ZeroDivisionError: in the child"):
        apart(faulty, SHORT, FILE)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is limited on Linux")
def test_a_child_has_the_memory_of_its_own_allowance():
    # A config of a few lines names a spreadsheet that is a hundred times as large.
    with within(SHORT, FILE):
        assert apart(large, Allowance(5, 2_000), FILE) == "1000000000"
        with pytest.raises(TooMuchError, match="MB of memory"):
            apart(large, SHORT, FILE)


@pytest.mark.parametrize(
    ("work", "words"),
    [
        (endless, "seconds of computing"),
        (large, "MB of memory"),
        (crash, "ends the program"),
        pytest.param(deaf, "seconds of computing", marks=pytest.mark.more),
    ],
)
def test_a_child_that_gives_no_result_is_one_sentence(work, words):
    with pytest.raises(TooMuchError, match=words):
        apart(work, SHORT, FILE)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_what_a_small_file_unpacks_to_gives_it_nothing():
    assert of_bytes(SMALL - 1, unpacked=10**9) == of_bytes(100)
    assert of_bytes(SMALL - 1).seconds == LEAST_SECONDS
    assert of_bytes(2 * SMALL).seconds > of_bytes(SMALL).seconds > LEAST_SECONDS
    assert of_cells(10**6, size=1_000).seconds < LEAST_SECONDS + 1


def test_more_cells_than_bytes_give_an_unknown_file_nothing_while_it_is_small():
    crowded, honest = 200_000, 100_000
    assert of_cells(crowded, size=SMALL - 1, known=False).seconds == LEAST_SECONDS
    assert of_cells(honest, size=SMALL - 1, known=False).seconds > 2 * LEAST_SECONDS
    assert of_cells(crowded, size=SMALL, known=False).seconds > 2 * LEAST_SECONDS
