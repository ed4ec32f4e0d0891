"""How many examples a property is tried on."""

from hypothesis import settings


def tried(examples: int, least: int = 5) -> int:
    """So many where the chosen profile of hypothesis tries a hundred, its own number."""
    return max(least, examples * settings.default.max_examples // 100)
