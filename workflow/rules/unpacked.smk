# Another workflow has this one by `snakefile: github(…)`, which brings single files. The library and
# the scripts, which read each other, are unpacked from the same commit of Snakemake's copy.

import io
import os
import shutil
import subprocess
import tarfile
from contextlib import suppress
from pathlib import Path

HOSTED = workflow.current_basedir
CLONE = getattr(HOSTED, "repo_path", None) or HOSTED.hosted_repo.repo_clone
COMMIT = subprocess.check_output(
    ["git", "-C", CLONE, "rev-parse", f"{HOSTED.ref}^{{commit}}"], text=True
).strip()
UNPACKED = Path(".snakemake/explant/source", COMMIT).absolute()

if not UNPACKED.is_dir():
    ARCHIVE = subprocess.check_output(
        ["git", "-C", CLONE, "archive", COMMIT, "Snakefile", "environment.yml"]
        + ["src", "workflow"]
    )
    PART = UNPACKED.with_name(f"{COMMIT}.{os.getpid()}")
    # Python 3.11.2, Debian's, knows no filters; what git packs has no path outside the folder.
    FILTER = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
    with tarfile.open(fileobj=io.BytesIO(ARCHIVE)) as archive:
        archive.extractall(PART, **FILTER)
    # Another process may have been quicker.
    with suppress(OSError):
        PART.rename(UNPACKED)
    shutil.rmtree(PART, ignore_errors=True)

ROOT = str(UNPACKED)
