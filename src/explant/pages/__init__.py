"""The report: one HTML file whose every number stands in a row of a table."""
