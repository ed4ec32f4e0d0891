"""``manifest.json``: the SHA-256, size and rows of every file that Explant wrote.

It is the same to the byte for two runs of the same state: no time stands in it, and of a file that
holds times the hash leaves those out.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

MANIFEST = "manifest.json"
FORMAT = 1
TIMED: Mapping[str, tuple[str, ...]] = {"run.json": ("duration_seconds", "history", "started")}
"""Files that hold times, and the keys that their hash leaves out: those of the history, too."""


class ManifestError(ValueError):
    """Raised when a manifest cannot be read, or is not as it was written."""


@dataclass(frozen=True)
class Content:
    """What a file holds, as far as a manifest says it.

    Parameters
    ----------
    sha256
        Of its bytes; of a file that holds times, of what remains without them.
    size
        Bytes, counted likewise.
    rows
        Of a CSV file, the rows below the heading; None of another file.
    """

    sha256: str
    size: int
    rows: int | None = None


@dataclass(frozen=True)
class Written:
    """A file as a step wrote it.

    Parameters
    ----------
    content
        What it holds.
    step
        The rule that wrote it.
    adopted
        That it was there before Explant kept manifests: nobody saw it being written.
    """

    content: Content
    step: str
    adopted: bool = False


@dataclass(frozen=True)
class Manifest:
    """Every file of a study's results, and what each step read.

    Parameters
    ----------
    files
        By path within the study's folder.
    read
        By step, the SHA-256 of each file that it read: by path within the study's folder, or by
        the name alone of one that lies elsewhere.
    parameters
        By step, a hash of what it read of the plan, and of its code.
    """

    files: Mapping[str, Written] = field(default_factory=dict)
    read: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """The manifest as JSON."""
        files = {name: _plain(name, self.files[name]) for name in sorted(self.files)}
        steps = {
            step: {
                "parameters": self.parameters.get(step, ""),
                "read": dict(sorted(self.read.get(step, {}).items())),
            }
            for step in sorted({*self.read, *self.parameters})
        }
        body = {"format": FORMAT, "digest": _digest(files, steps), "files": files, "steps": steps}
        return json.dumps(body, indent=1, ensure_ascii=False) + "\n"


def outputs_digest(manifest: Manifest, without: Collection[str] = tuple(TIMED)) -> str:
    """SHA-256 over the names and hashes of all files: equal if and only if they all are.

    Parameters
    ----------
    manifest
        The manifest.
    without
        Files that do not count; those that hold times when left out.
    """
    lines = [
        f"{written.content.sha256}  {name}\n"
        for name, written in sorted(manifest.files.items())
        if name not in without
    ]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def manifest_of(text: str) -> Manifest:
    """Read what :meth:`Manifest.text` wrote.

    Raises
    ------
    ManifestError
        When it is no manifest, or was altered.
    """
    try:
        body = json.loads(text)
        files = {name: _written(entry) for name, entry in body["files"].items()}
        read = {step: dict(entry["read"]) for step, entry in body["steps"].items()}
        hashes = {step: str(entry["parameters"]) for step, entry in body["steps"].items()}
        intact = body["digest"] == _digest(body["files"], body["steps"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ManifestError(f"{MANIFEST} cannot be read") from error
    if not intact:
        raise ManifestError(f"{MANIFEST} was altered after Explant wrote it")
    if not all(map(is_within, files)):
        raise ManifestError(f"{MANIFEST} names files outside its folder, which Explant never does")
    return Manifest(files, read, hashes)


def is_within(name: str) -> bool:
    """Whether a name leads to a place within the folder: others would let a run move any file.

    Examples
    --------
    >>> is_within("figures/forest.svg"), is_within("../data/raw/il2.xlsx"), is_within("/dev/zero")
    (True, False, False)
    """
    path = PurePath(name)
    return not path.is_absolute() and ".." not in path.parts


def content_of(path: Path, name: str = "") -> Content:
    """What a file holds now.

    Parameters
    ----------
    path
        The file.
    name
        Path within the study's folder, by which a file with times is known.
    """
    return content_of_bytes(path.read_bytes(), name or path.name)


def content_of_bytes(data: bytes, name: str) -> Content:
    """What bytes hold that are to stand in a file of a name; see :func:`content_of`."""
    if name in TIMED:
        data = _without(data, TIMED[name])
    rows = _rows(data) if name.endswith(".csv") else None
    return Content(hashlib.sha256(data).hexdigest(), len(data), rows)


def _without(data: bytes, keys: Collection[str]) -> bytes:
    try:
        record = json.loads(data)
        kept = {key: value for key, value in record.items() if key not in keys}
    except (ValueError, AttributeError):
        return data
    return json.dumps(kept, ensure_ascii=True, sort_keys=True).encode()


def _rows(table: bytes) -> int:
    """Rows below the heading; a line break between quotation marks ends none."""
    lines = sum(part.count(b"\n") for part in table.split(b'"')[::2])
    return max(0, lines - 1 + bool(table and not table.endswith(b"\n")))


def _plain(name: str, written: Written) -> dict[str, Any]:
    content = written.content
    plain: dict[str, Any] = {"sha256": content.sha256, "bytes": content.size}
    if content.rows is not None:
        plain["rows"] = content.rows
    plain["step"] = written.step
    if name in TIMED:
        plain["without"] = list(TIMED[name])
    if written.adopted:
        plain["adopted"] = True
    return plain


def _written(plain: Mapping[str, Any]) -> Written:
    content = Content(str(plain["sha256"]), int(plain["bytes"]), plain.get("rows"))
    return Written(content, str(plain["step"]), bool(plain.get("adopted")))


def _digest(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
