"""Figures over markers and contrasts: effects, strata, choices of analysis, shape, completeness."""
