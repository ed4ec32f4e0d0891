"""A Slurm of one node: that of this machine, or one that is started for the tests and stopped.

Debian has the programs in slurm-wlm and munge. Starting them takes root, and /etc/slurm alone:
jobs find the configuration there and nowhere else. Without all of it the tests skip; where
EXPLANT_SLURM=required they fail.
"""

import importlib.util
import os
import platform
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

PROGRAMS = ("sbatch", "srun", "squeue", "sinfo", "scancel", "munged", "slurmctld", "slurmd")
PLUGIN = "snakemake_executor_plugin_slurm"
SETTINGS = Path("/etc/slurm")
SLURM = """\
ClusterName=tests
SlurmctldHost={node}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SchedulerParameters=sched_interval=2,bf_interval=2
ReturnToService=2
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmdSpoolDir={folder}/spool
StateSaveLocation={folder}/state
SwitchType=switch/none
PlugStackConfig=/dev/null
NodeName={node} NodeAddr=127.0.0.1 CPUs={cores} RealMemory={memory} State=UNKNOWN
PartitionName=tests Nodes={node} Default=YES MaxTime=INFINITE State=UP
"""


class SlurmDoesNotStartError(Exception):
    """Raised when the programs are there and no node becomes ready."""


def missing() -> str:
    """Why there can be no Slurm; empty where there can."""
    programs = [program for program in PROGRAMS if not shutil.which(program)]
    if programs:
        return f"no {', '.join(programs)} (on Debian: apt install slurm-wlm munge)"
    if importlib.util.find_spec(PLUGIN) is None:
        return "no snakemake-executor-plugin-slurm (make slurm)"
    if not _answers() and os.geteuid() != 0:
        return "no Slurm that answers, and only root can start one"
    if not _answers() and (SETTINGS / "slurm.conf").exists():
        return f"{SETTINGS}/slurm.conf is of a Slurm that does not answer"
    return ""


@contextmanager
def one_node(folder: Path) -> Iterator[None]:
    """Have a Slurm, or skip the test."""
    reason = missing()
    if reason and os.environ.get("EXPLANT_SLURM") == "required":
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
    if _answers():
        yield
        return
    with ExitStack() as stack:
        try:
            _start(folder, stack)
        except (OSError, SlurmDoesNotStartError) as error:
            if os.environ.get("EXPLANT_SLURM") == "required":
                raise
            # Not every container lets one be started.
            stack.close()
            pytest.skip(f"Slurm cannot be started here: {error}")
        yield


def _start(folder: Path, stack: ExitStack) -> None:
    for part in ("state", "spool"):
        (folder / part).mkdir()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    settings = SLURM.format(
        folder=folder,
        node=platform.node().split(".")[0],
        ports=_free_ports(2),
        cores=os.cpu_count(),
        memory=memory * 9 // 10,
    )
    SETTINGS.mkdir(exist_ok=True)
    for name, text in {"slurm.conf": settings, "cgroup.conf": "CgroupAutomount=no\n"}.items():
        (SETTINGS / name).write_text(text, encoding="utf-8")
        stack.callback((SETTINGS / name).unlink)
    key = folder / "munge.key"
    key.write_bytes(os.urandom(1024))
    key.chmod(0o400)
    files = {"key-file": "key", "socket": "socket", "pid-file": "pid", "log-file": "log"}
    files["seed-file"] = "seed"
    munge = [f"--{option}={folder}/munge.{end}" for option, end in files.items()]
    # Its folder may be one that others can write to.
    _begin(stack, folder, "munged", "--force", "--foreground", *munge)
    _wait_until((folder / "munge.socket").exists)
    _begin(stack, folder, "slurmctld", "-D", "-c")
    _begin(stack, folder, "slurmd", "-D")
    _wait_until(_answers)


def _begin(stack: ExitStack, folder: Path, *command: str) -> None:
    log = stack.enter_context((folder / f"{command[0]}.screen").open("w"))
    process = subprocess.Popen(command, stdout=log, stderr=log)
    stack.callback(process.wait)
    stack.callback(process.terminate)


def _answers() -> bool:
    """Whether a node is idle or at work."""
    try:
        said = subprocess.run(
            ["sinfo", "--noheader", "--format=%T"],
            check=False,
            capture_output=True,
            text=True,
            timeout=20,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return any(state in said.stdout for state in ("idle", "mixed", "allocated"))


def _free_ports(number: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(number)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def _wait_until(there) -> None:
    limit = time.monotonic() + 60
    while not there():
        if time.monotonic() > limit:
            raise SlurmDoesNotStartError("it does not answer")
        time.sleep(0.2)
