"""The study's plan: models, reading, checking, and what each step reads of it."""

from explant.config.models import Plan

__all__ = ["Plan"]
