"""What the documents say is made from the tables of the model study."""

from tests.reported import plan, tables

__all__ = ["plan", "tables"]
