"""Checklists of reporting guidelines, filled as far as the plan and the run know."""
