"""Sheets and their cells, whatever the format of the file."""
