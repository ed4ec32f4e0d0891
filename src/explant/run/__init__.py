"""What a run needs around the analysis: code fingerprints, locks, staged outputs, provenance."""
