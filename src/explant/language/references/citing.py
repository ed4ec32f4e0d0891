"""Citing a source, and the list of those that were cited."""

from string import Formatter

from explant.language.references.reference import Reference
from explant.language.references.sources import REFERENCES
from explant.language.words import Cited, Part, Words, words


def cite(key: str) -> Cited:
    """A citation by key.

    Raises
    ------
    KeyError
        When no such source is listed.
    """
    if key not in REFERENCES:
        raise KeyError(f"{key}: no such source in language/references/sources.py")
    return Cited(key, REFERENCES[key].short)


def told(sentence: str, **names: Part | Words | int) -> Words:
    """A sentence whose braces hold the keys of sources, or names that are given.

    Parameters
    ----------
    sentence
        A template such as those of :mod:`explant.declared_tests`.
    **names
        What stands for each brace that is no source.

    Raises
    ------
    KeyError
        When a brace is neither a name nor the key of a source.
    """
    braces = {name for _, name, _, _ in Formatter().parse(sentence) if name}
    parts = {name: names[name] if name in names else cite(name) for name in braces}
    return words(sentence, **parts)


def bibliography(passages: list[Words]) -> list[tuple[str, Reference]]:
    """Sources that the passages cite, in the alphabet's order, each once."""
    used = {key for passage in passages for key in passage.cited()}
    return sorted(
        ((key, REFERENCES[key]) for key in used), key=lambda entry: entry[1].full.casefold()
    )
