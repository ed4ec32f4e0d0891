"""How many examples a property is tried on."""

from hypothesis import settings


def tried(examples: int) -> int:
    """So many where the chosen profile of hypothesis tries a hundred, its own number."""
    return max(5, examples * settings.default.max_examples // 100)
