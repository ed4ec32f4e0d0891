"""Contrasts: from a plan's cells to one number per patient, on the analysis scale."""
