"""Commands of ``python -m explant``."""
