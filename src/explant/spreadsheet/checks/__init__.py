"""Checks of what was read: what is missing, contradicts itself, or looks like a mistake."""
