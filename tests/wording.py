"""Words that a report never says, and where they stand in a page."""

import html as escaping
import re

FORBIDDEN = re.compile(
    r"no difference|no effect|trend|prove[sdn]?\b|proof|significan|marginal|failed? to|borderline|"
    r"confirms that|demonstrates",
    re.IGNORECASE,
)
# Names that hold such a word and claim nothing: a file, a key of the plan, titles of sources.
NAMES = re.compile(
    r"trends\.csv|^\s*trend: .*$|dose_trend|“significant” and “not significant” is not itself "
    r"statistically significant|a significance test for linear ranks|"
    r"Significance tests which may be applied|The proof and measurement|"
    r"Evaluating significance in linear",
    re.MULTILINE,
)


def text_of(html: str) -> str:
    """Text of a page and of its figures, with the attributes that are read aloud."""
    bare = re.sub(r"<(style|script)\b.*?</\1>", " ", html, flags=re.DOTALL)
    attributes = " ".join(re.findall(r'(?:aria-label|title|alt)="([^"]*)"', bare))
    return NAMES.sub("", escaping.unescape(re.sub(r"<[^>]+>", " ", bare) + attributes))


def overclaims(text: str) -> list[str]:
    """Each forbidden word with what stands around it."""
    return [
        text[max(match.start() - 40, 0) : match.end() + 40] for match in FORBIDDEN.finditer(text)
    ]
