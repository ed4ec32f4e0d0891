"""Results of slow pure functions of file contents, remembered between starts of the workflow.

The key is a hash of everything the result depends on, so what is remembered is never out of date.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path

from explant.whole_files import write_whole

MOST = 200


def content_key(files: Iterable[Path]) -> str:
    """SHA-256 over the names and bytes of files; a missing file counts as missing."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.as_posix()}\0".encode())
        digest.update(file.read_bytes() if file.is_file() else b"missing")
        digest.update(b"\0")
    return digest.hexdigest()


def remembered(store: Path, key: str, compute: Callable[[], str], most: int = MOST) -> str:
    """Value stored under a key, computed and stored where there is none.

    Parameters
    ----------
    store
        A JSON file; made when missing, begun anew when it cannot be read. Where it cannot be
        written, the value is computed each time.
    key
        Hash of all that the value depends on.
    compute
        Gives the value.
    most
        How many values are kept, those that were computed last.
    """
    try:
        values = json.loads(store.read_text(encoding="utf-8"))
        if isinstance(values, dict) and isinstance(values.get(key), str):
            return str(values[key])
    except (OSError, ValueError):
        values = {}
    if not isinstance(values, dict):
        values = {}
    value = compute()
    kept = dict(list(values.items())[-(most - 1) :]) | {key: value}
    try:
        store.parent.mkdir(parents=True, exist_ok=True)
        write_whole(store, json.dumps(kept, indent=0).encode())
    except OSError:
        pass
    return value
