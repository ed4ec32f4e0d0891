"""The fields of names of samples: what signs part, and a letter beside a number."""

import itertools
import re
from collections import Counter
from collections.abc import Sequence

from explant.commands.drafting.vocabulary import one_family

FIELD = re.compile(r"[^\s_/|,;:.+()\[\]-]+(?:[+-](?=$|[\s_/|,;:.)]))?")
TAIL = re.compile(r"^(.*\d)([^\W\d_]{1,6}[+-]?)$")
SIGNED = re.compile(r"\d[+-]$")
HEAD = re.compile(r"^([^\W\d_]{1,6})(\d.*)$")
LETTER = re.compile(r"^([^\W\d_])([^\W\d_]{1,4}\d.*)$")
MIDDLE = re.compile(r"^([^\W\d_]{0,6}\d+)(?P<letter>[^\W\d_])(?P<rest>[^\W_].*|[+-])?$")
LETTER_FIRST = re.compile(r"^(?P<letter>[^\W\d_])(\d+)(?P<rest>[^\W\d_].*|[+-])?$")


def cut_fields(texts: Sequence[str]) -> dict[str, list[tuple[int, int]]]:
    """Fields of each text; a letter behind a number is one of its own if all texts have it so."""
    fields = {text: [match.span() for match in FIELD.finditer(text)] for text in texts}
    shortest = min(map(len, fields.values()))
    ends = {text[spans[-1][0] : spans[-1][1]] for text, spans in fields.items()}
    if all(SIGNED.search(end) for end in ends) and len({end[-1] for end in ends}) > 1:
        # The sign of a treatment behind a number is no part of the number.
        for spans in fields.values():
            start, end = spans.pop()
            spans += [(start, end - 1), (end - 1, end)]
    for position in range(shortest):
        parts = {text: text[slice(*spans[position])] for text, spans in fields.items()}
        for form in (LETTER_FIRST, MIDDLE):
            # The letter of a tissue beside the number of the patient, a treatment behind: 1TIL2.
            found = {text: match for text, part in parts.items() if (match := form.match(part))}
            letters = {match["letter"] for match in found.values()}
            treated = any(match["rest"] for match in found.values())
            whole = len(found) == len(fields) and treated
            if whole and len(letters) > 1 and one_family(letters):
                for text, match in found.items():
                    start = fields[text][position][0]
                    stops = [match.end(n) for n in (1, 2, 3) if match[n]]
                    edges = [start, *(start + stop for stop in stops)]
                    fields[text][position : position + 1] = list(itertools.pairwise(edges))
                return fields
        tails = {text: TAIL.match(part) for text, part in parts.items()}
        heads = {text: HEAD.match(part) for text, part in parts.items()}
        letters_first = {text: LETTER.match(part) for text, part in parts.items()}
        for matches in (tails, heads, letters_first):
            if not all(matches.values()):
                continue
            letters = {m[2 if matches is tails else 1] for m in matches.values() if m}
            numbers = Counter(m[1 if matches is tails else 2] for m in matches.values() if m)
            repeated = sum(count > 1 for count in numbers.values())
            usual = one_family(letters)
            alike = len({number.isdecimal() for number in numbers}) == 1
            if (
                len(letters) < 2
                or not alike
                or 2 * repeated < len(numbers)
                or (matches is not tails and not usual)
            ):
                continue
            for text, match in matches.items():
                if match is not None:
                    start = fields[text][position][0]
                    middle = start + match.end(1)
                    end = fields[text][position][1]
                    fields[text][position : position + 1] = [(start, middle), (middle, end)]
            return fields
    return fields
