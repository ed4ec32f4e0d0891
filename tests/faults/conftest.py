"""The studies of the whole runs, for faults that are tried on them."""

from tests.workflow.conftest import project, small

__all__ = ["project", "small"]
