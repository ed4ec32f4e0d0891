"""Explant: paired ex-vivo assays from a spreadsheet to a report."""

__version__ = "0.1.0"
