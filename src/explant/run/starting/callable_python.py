"""Snakemake writes the path of Python into commands as it is: some paths need help."""

import os
import shlex
import sys
from pathlib import Path


def make_callable(basedir: Path) -> None:
    """Let Snakemake and its jobs call this Python, whatever its path.

    Parameters
    ----------
    basedir
        Folder of the Snakefile.

    Raises
    ------
    ValueError
        With a sentence, where no job can start.
    """
    python = Path(sys.executable)
    quoted = shlex.quote(sys.executable) != sys.executable
    for folder in (basedir, *([python.parent] if quoted else [])):
        if os.pathsep in str(folder):
            raise ValueError(
                f"Jobs cannot start from a folder with a colon in its path: rename {folder}."
            )
    if quoted:
        # Snakemake writes sys.executable into shell commands as it is.
        search_path = os.environ.get("PATH", os.defpath)
        os.environ["PATH"] = os.pathsep.join([str(python.parent), search_path])
        sys.executable = python.name
