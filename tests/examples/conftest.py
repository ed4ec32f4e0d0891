"""A copy of the project to run an example in."""

from tests.workflow.conftest import clean, project

__all__ = ["clean", "project"]
