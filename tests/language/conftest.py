"""The study of these tests: fixtures made once."""

from tests.reported import plan, tables

__all__ = ["plan", "tables"]
