"""What the models are made of: described keys, the steps that read them, and names.

``read_by`` decides what reruns: a step's parameters hold exactly the keys it reads, so a changed
title reruns the report and nothing else. Keys without a default are part of every step's
parameters.
"""

from collections.abc import Iterable
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from explant.characters import UNSHOWN

Step = Literal[
    "ingest",
    "analyse",
    "sensitivity",
    "completeness",
    "marker_figures",
    "overview_figures",
    "robustness_figures",
    "verification",
    "network_interactome",
    "network",
    "network_join",
    "network_figures",
    "workbook",
    "report",
]
STEPS: tuple[Step, ...] = get_args(Step)

INGEST: tuple[Step, ...] = ("ingest",)
ANALYSIS: tuple[Step, ...] = ("analyse", "sensitivity", "verification", "workbook", "report")
RESULT_FIGURES: tuple[Step, ...] = (
    "marker_figures",
    "overview_figures",
    "robustness_figures",
    "network_join",
    "network_figures",
)
LOOKS: tuple[Step, ...] = (*RESULT_FIGURES, "report")
PRINTED: tuple[Step, ...] = (
    *("completeness", "marker_figures", "overview_figures", "robustness_figures"),
    "network_figures",
)
"""The steps that write figures."""
SHOWN: tuple[Step, ...] = ("completeness", *RESULT_FIGURES, "workbook", "report")
COMPUTED: tuple[Step, ...] = ("analyse", "sensitivity", "verification")
ASKED: tuple[Step, ...] = (*COMPUTED, *RESULT_FIGURES, "workbook", "report")
NEEDED: tuple[Step, ...] = ("ingest", "completeness", *ASKED)
"""What says which samples a question needs: ingest refuses what was never measured."""
ADJUSTED: tuple[Step, ...] = ("analyse", "workbook", "report")
DECLARED: tuple[Step, ...] = (*COMPUTED, *RESULT_FIGURES, "workbook", "report")
RANKED: tuple[Step, ...] = (*RESULT_FIGURES, "workbook", "report")
STRATIFIED: tuple[Step, ...] = ("overview_figures", "robustness_figures", "workbook", "report")
GROUPED: tuple[Step, ...] = ("marker_figures", *STRATIFIED)
COMPARED: tuple[Step, ...] = ("ingest", "analyse", "verification", *GROUPED)
"""What says which groups there are."""
SUMMARIZED: tuple[Step, ...] = ("ingest", "marker_figures", "workbook", "report")
EVERY: tuple[Step, ...] = STEPS


def setting(
    description: str, *, read_by: Iterable[Step], default: Any = ..., **constraints: Any
) -> Any:
    """Describe one key of the config, with the steps whose results depend on it."""
    extra: JsonDict = {"read_by": list(read_by)}
    if callable(default):
        return Field(
            default_factory=default,
            description=description,
            json_schema_extra=extra,
            **constraints,
        )
    return Field(default, description=description, json_schema_extra=extra, **constraints)


def as_text(value: Any) -> Any:
    """A number read as the name that is meant; other values as they are."""
    # YAML reads a dose such as 10 as a number and `control` as text: a level is always a name.
    if isinstance(value, bool):
        raise ValueError("yes, no, on and off are read as true or false by YAML: put it in quotes")
    if value is None:
        raise ValueError("a name is missing")
    if isinstance(value, (list, dict)):
        raise ValueError("a name belongs here: put a text with a colon or a dash in it in quotes")
    if isinstance(value, str) and UNSHOWN.search(value):
        raise ValueError("a name cannot hold control characters: write it without them")
    return str(value) if isinstance(value, (int, float)) else value


def as_texts(value: Any) -> Any:
    """A single name or a list of names as a list of names."""
    return [as_text(item) for item in value] if isinstance(value, list) else [as_text(value)]


def text_keys(value: Any) -> Any:
    """A mapping with names as keys; a list of names as a mapping to nothing."""
    if isinstance(value, dict):
        return {as_text(key): item for key, item in value.items()}
    if isinstance(value, list):
        return {as_text(item): {} for item in value}
    return value


def empty_as_dict(value: Any) -> Any:
    """An entry without keys of its own as an empty mapping."""
    return {} if value is None else value


def as_number(value: Any) -> Any:
    """A whole number that came as a text, as each value within {} of ``--config`` does."""
    return int(value) if isinstance(value, str) and value.strip().isdecimal() else value


# The input types are what the JSON schema, and so an editor, accepts.
Name = Annotated[
    str, BeforeValidator(as_text, json_schema_input_type=str | float), Field(min_length=1)
]
Names = Annotated[
    list[Name],
    BeforeValidator(as_texts, json_schema_input_type=list[str | float] | str | float),
]


class Section(BaseModel):
    """A mapping of the config: unknown keys are problems, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)

    @model_validator(mode="before")
    @classmethod
    def _empty_means_left_out(cls, value: Any) -> Any:
        """A section or key with nothing behind its colon as one that is not there."""
        if value is None:
            return {}
        if not isinstance(value, dict) or None not in value.values():
            return value
        return {
            key: item
            for key, item in value.items()
            if item is not None or key not in cls.model_fields
        }
