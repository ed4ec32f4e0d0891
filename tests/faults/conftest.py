"""The studies of the whole runs, for faults that are tried on them."""

from tests.workflow.conftest import complete, first_run, project, small

__all__ = ["complete", "first_run", "project", "small"]
