"""From the text of a cell to a number: units, replicates, detection limits, derived markers."""
