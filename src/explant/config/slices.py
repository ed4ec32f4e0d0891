"""What each step of the workflow reads of the plan, so that a change reruns exactly its readers."""

from typing import Any

from pydantic import BaseModel

from explant.config.models import Plan
from explant.config.models.settings import Step


def read_by(plan: Plan, step: Step) -> dict[str, Any]:
    """Part of a plan that one step reads, as plain values in the plan's order.

    Keys that the step does not read are left out. What is left validates as a
    :class:`Plan` again, in which those keys have their defaults.

    Parameters
    ----------
    plan
        The whole plan.
    step
        Name of the step.

    Returns
    -------
    dict
        Nested dicts, lists, texts and numbers.
    """
    return _prune(plan, step)


def _prune(model: BaseModel, step: Step) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, field in type(model).model_fields.items():
        extra = field.json_schema_extra
        readers = extra["read_by"] if isinstance(extra, dict) else []
        assert isinstance(readers, list)
        if field.is_required() or step in readers:
            kept[name] = _plain(getattr(model, name), step)
    return kept


def _plain(value: Any, step: Step) -> Any:
    if isinstance(value, BaseModel):
        return _prune(value, step)
    if isinstance(value, dict):
        return {key: _plain(item, step) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item, step) for item in value]
    return value
