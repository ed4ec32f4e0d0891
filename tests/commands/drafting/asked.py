"""Drafts whose questions are answered by the first answer, read as a config is."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from explant.commands.drafting.asking import answered_draft
from explant.spreadsheet.sheet.opening import read_workbook
from tests.commands.drafts import first_answer


def draft_with(path: Path, given: Mapping[str, Any] = MappingProxyType({})) -> Any:
    """The config of a file's draft, every open question answered first as proposed."""
    draft = answered_draft(read_workbook(path), path.as_posix(), first_answer, None, given)
    return yaml.safe_load(draft.text)
