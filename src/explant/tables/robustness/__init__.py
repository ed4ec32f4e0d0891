"""The tables that question the results: other choices, one patient less, other models."""
