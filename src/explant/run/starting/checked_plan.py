"""The plan of a config, remembered for exactly its bytes: most starts have the config of the last.

Reading YAML with a line for each key, and looking for what may be wrong in it, takes longer than
all else that a start with nothing to do asks of Explant.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explant.run.between_runs.remembered import content_key, remembered
from explant.run.starting.preflight import short

if TYPE_CHECKING:
    from explant.config.models import Plan
    from explant.config.rules.marker_groups import Headings

DEFAULT_CONFIG = Path("config/config.yaml")
PLANS = Path(".snakemake/explant/plans.json")
MOST = 20
"""Configs that are remembered."""
ELSEWHERE = {"each_of", "each_in"}
"""Names of markers that follow a pattern, or stand in another file, are looked up each time."""


def checked_plan(
    files: Sequence[Path], overrides: Mapping[str, Any], code: str, headings: "Headings"
) -> "Plan":
    """The plan of a config, with nothing wrong in it.

    Parameters
    ----------
    files, overrides, headings
        As :func:`explant.config.loading.load_plan` takes them.
    code
        Hash of the code: another one may find something.

    Raises
    ------
    ProblemsError
        With every problem; it is not remembered.
    """
    # Whether a config is new is asked before the models are imported.
    from explant.config.models import Plan

    def read() -> Plan:
        # Rules and words for faults, which a remembered plan does without.
        from explant.config.loading import load_plan

        return load_plan(files, overrides, headings)

    content, key = content_key(files), _key(files, overrides, code)

    def computed() -> str:
        text = _as_text(read(), files, overrides)
        # A config that was saved meanwhile is not the one that the key names.
        return text if content_key(files) == content else ""

    text = remembered(PLANS, key, computed, most=MOST)
    # Empty, or damaged since: what is remembered must not stop a start.
    with suppress(ValueError):
        return Plan.model_validate_json(text)
    return read()


def is_remembered(files: Sequence[Path], overrides: Mapping[str, Any], code: str) -> bool:
    """Whether a start had this config before; parameters as of :func:`checked_plan`."""
    with suppress(OSError, ValueError):
        return _key(files, overrides, code) in json.loads(PLANS.read_text(encoding="utf-8"))
    return False


def is_new(files: Sequence[str | Path], overrides: Mapping[str, Any]) -> bool:
    """Whether no start had this config before, with whatever code: then there is something to do.

    Parameters
    ----------
    files
        The config's files as Snakemake names them; ``config/config.yaml`` where it names none.
    overrides
        What is said beside them.
    """
    asked = _asked([short(Path(file)) for file in files or [DEFAULT_CONFIG]], overrides)
    with suppress(OSError, ValueError):
        return not any(key.endswith(asked) for key in json.loads(PLANS.read_text(encoding="utf-8")))
    return True


def _key(files: Sequence[Path], overrides: Mapping[str, Any], code: str) -> str:
    return f"plan {code} {_asked(files, overrides)}"


def _asked(files: Sequence[Path], overrides: Mapping[str, Any]) -> str:
    said = sha256(repr(sorted(overrides.items())).encode()).hexdigest()
    return f"{content_key(files)} {said}"


def _as_text(plan: "Plan", files: Sequence[Path], overrides: Mapping[str, Any]) -> str:
    """The plan as JSON; empty if its config does not say all, or it would be read differently."""
    from explant.config.yaml_files.reading import read_yaml

    if _looks_elsewhere([*(read_yaml(file)[0] for file in files), overrides]):
        return ""
    text = plan.model_dump_json()
    again = type(plan).model_validate_json(text)
    return text if again == plan and again.model_dump() == plan.model_dump() else ""


def _looks_elsewhere(content: Any) -> bool:
    if isinstance(content, Mapping):
        return any(key in ELSEWHERE or _looks_elsewhere(each) for key, each in content.items())
    return isinstance(content, list) and any(map(_looks_elsewhere, content))
