"""Texts that hold the patient and more: where the patient stands, and what the rest says."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from explant.commands.drafting.conditions.crossed_texts import Crossed, crossed
from explant.commands.drafting.sheets.ids.cut_fields import cut_fields
from explant.commands.drafting.sheets.ids.suffixed_ids import family_of, suffixes_of
from explant.commands.drafting.vocabulary import one_family
from explant.config.names.spellings import folded, squeezed

SUFFIX = re.compile(r"\.[^\W\d_]{2,5}$")
DATED = re.compile(r"(?:[12][0-9]{3}([-.]?)[01][0-9]\1[0-3][0-9])(?P<gap>[ _])(?P<rest>.+)")
WELL = re.compile(r"(?:[A-P]0?[1-9][0-9]?|[0-9]{1,4})(?P<gap>[ _])(?P<rest>.+)")
NUMBERED = re.compile(r"(?P<rest>.+)(?P<gap>[ _-])[0-9]{1,4}")
"""What stands before or behind the name of a sample: a date, a well, the number of a file."""
FEWEST, MOST_CONDITIONS = 2, 24
FEWEST_PATIENTS, MOST_UNUSUAL = 3, 8
"""Patients at least, and conditions at most, where no usual word names these."""
SHARED = 0.6
"""Share of the patients in whom a condition has to be seen."""


@dataclass(frozen=True)
class SplitIDs:
    """How texts are split.

    Parameters
    ----------
    pattern
        With ``{patient}`` and ``{0}`` in the place of what tells a patient's samples apart, or
        ``{0}`` before the patient and ``{1}`` behind.
    rests
        That part of each text.
    patients
        The patient of each text.
    crossing
        Factors that these parts are the cross of, if they are.
    numbered
        Running numbers among the parts are those of replicates.
    part
        What a part is called of which nothing says what it is.
    groups
        The IDs stay whole: the part says the group of each patient.
    """

    pattern: str
    rests: Mapping[str, str]
    patients: Mapping[str, str]
    crossing: Crossed | None
    numbered: bool = True
    part: str = "sample"
    groups: bool = False

    @property
    def complete(self) -> bool:
        """Whether each patient has each of a few parts beside the name, as no numbering has."""
        conditions = {folded(rest) for rest in self.rests.values()}
        patients = {folded(patient) for patient in self.patients.values()}
        pairs = {(folded(self.patients[text]), folded(self.rests[text])) for text in self.rests}
        few = len(patients) >= FEWEST_PATIENTS and len(conditions) <= MOST_UNUSUAL
        return few and len(pairs) == len(patients) * len(conditions)

    @property
    def samples(self) -> int:
        """Different samples of a patient."""
        return len({folded(rest) for rest in self.rests.values()})


def split_ids(texts: Sequence[str]) -> SplitIDs | None:
    """Split texts that name a patient and a sample; None if they are IDs and nothing more.

    The patients and what else the texts say have to be crossed: most samples of most patients are
    there, each once or more.

    Parameters
    ----------
    texts
        Texts of a column, with those that repeat.

    Examples
    --------
    >>> found = split_ids([f"P{n:02d}_{t}_{d}" for n in range(1, 5) for t in "TN" for d in "ab"])
    >>> found.pattern, found.samples, len(set(found.patients.values()))
    ('{patient}_{0}', 4, 4)
    >>> split_ids([f"P{n:02d}" for n in range(1, 5)]) is None
    True
    """
    own = list(dict.fromkeys(" ".join(text.split()) for text in texts if text))
    if len(own) < 2 * FEWEST + 1:
        return None
    endings = {match[0] if (match := SUFFIX.search(text)) else "" for text in own}
    ending = endings.pop() if len(endings) == 1 else ""
    if ending:
        # The ending of files.
        whole = split_ids([text.removesuffix(ending) for text in own])
        if whole is None:
            return None
        return SplitIDs(
            whole.pattern + ending,
            {text + ending: rest for text, rest in whole.rests.items()},
            {text + ending: patient for text, patient in whole.patients.items()},
            whole.crossing,
        )
    # A date is no part of a patient's ID, though it may follow from it.
    found = _within(own, DATED) or _of_fields(own)
    return found or _suffixed(own) or _within(own, WELL) or _within(own, NUMBERED)


def _suffixed(texts: Sequence[str]) -> SplitIDs | None:
    """Split texts of which some are IDs, and the others these with a condition behind."""
    found = suffixes_of(texts)
    if found is None:
        return None
    sign, rests, patients = found
    crossing = crossed(list({squeezed(r): r for r in rests.values() if r}.values()))
    return SplitIDs(f"{{patient}}{sign}{{0}}", rests, patients, crossing, part="condition")


def _within(texts: Sequence[str], numbering: re.Pattern[str]) -> SplitIDs | None:
    """Split texts but for what numbers each file: a date, a well, a running number."""
    parts = [numbering.fullmatch(text) for text in texts]
    found = [match for match in parts if match is not None]
    bare = dict(zip(texts, (match["rest"] for match in found), strict=False))
    around = {match["gap"] for match in found}
    if len(found) < len(texts) or len(set(bare.values())) < len(texts) or len(around) > 1:
        return None
    whole = split_ids(list(bare.values()))
    if whole is None:
        return None
    gap = around.pop()
    first = found[0].start("gap") < found[0].start("rest")
    return SplitIDs(
        f"*{gap}{whole.pattern}" if first else f"{whole.pattern}{gap}*",
        {text: whole.rests[rest] for text, rest in bare.items()},
        {text: whole.patients[rest] for text, rest in bare.items()},
        whole.crossing,
    )


def _of_fields(own: Sequence[str]) -> SplitIDs | None:
    """Split texts by their fields, one of which is the patient."""
    cut = cut_fields(own)
    places = range(min(map(len, cut.values())))
    ways = [_split(own, cut, place) or _split(own, cut, place, whole=True) for place in places]
    found = [way for way in ways if way is not None]
    # The most patients: what few texts share is what the patients have in common.
    return max(found, key=lambda way: len(set(way.patients.values())), default=None)


def _split(
    texts: Sequence[str],
    cut: Mapping[str, Sequence[tuple[int, int]]],
    position: int,
    *,
    whole: bool = False,
) -> SplitIDs | None:
    """Take one field for the patient, and look whether the rest is crossed with it.

    What is the same at the end of all texts is left out, unless the whole rest is wanted.
    """
    shortest = min(map(len, cut.values()))
    longest = max(map(len, cut.values()))
    left, right = _with_neighbors(texts, cut, position, shortest)
    patients = {text: text[cut[text][left][0] : cut[text][right][1]] for text in texts}
    different = {folded(patient) for patient in patients.values()}
    if len(different) < FEWEST or len(different) == len(texts):
        return None
    if one_family(set(patients.values())):
        return None
    constant = [
        place
        for place in range(shortest)
        if not left <= place <= right
        and len({folded(t[slice(*cut[t][place])]) for t in texts}) == 1
    ]
    ends = _numbered_end(texts, cut, position) if shortest == longest else []
    # What is the same in all texts at their ends is not looked at; in between it stays.
    last = longest
    if shortest == longest and not whole:
        while last - 1 in constant or last - 1 in ends:
            last -= 1
    first = 0
    while first in constant:
        first += 1
    if not (first <= left and right < last):
        return None
    rests: dict[str, str] = {}
    # A tissue before the patient, a treatment behind: T_P01_IL2.
    behind_all = right < shortest - 1
    # The treatment may be what only some texts say: T1, T1+IL2.
    around = left > first and right < last - 1 and (behind_all or right == shortest - 1)
    for text in texts:
        spans = cut[text]
        # A sign or a bracket may follow the last field.
        end = spans[last - 1][1] if last < len(spans) else len(text)
        if around:
            before = text[spans[first][0] : spans[left - 1][1]].replace(" ", "_")
            behind = text[spans[right + 1][0] : end] if len(spans) > right + 1 else ""
            rests[text] = f"{before} {behind}".rstrip()
            continue
        if left == first:
            more = len(spans) > right + 1 and last > right + 1
            rests[text] = _spaced(text[:end], spans[right + 1 :]) if more else ""
        elif right == last - 1 and shortest == longest:
            rests[text] = text[spans[first][0] : spans[left - 1][1]]
        else:
            return None
    told = {(folded(patients[text]), squeezed(rests[text])) for text in texts}
    if len(told) < len({squeezed(_without(text, cut[text], ends)) for text in texts}):
        # Texts that differ would be one sample.
        return None
    conditions = {folded(rest) for rest in rests.values()}
    if around and behind_all and not _two_sided(rests.values()):
        return None
    crossing = crossed(list({squeezed(r): r for r in rests.values() if r}.values()))
    if around and not behind_all and crossing is None:
        return None
    most = MOST_CONDITIONS if crossing is not None else max(len(different), MOST_UNUSUAL)
    if not FEWEST <= len(conditions) <= min(MOST_CONDITIONS, most):
        return None
    seen: dict[str, set[str]] = {}
    for text in texts:
        seen.setdefault(folded(rests[text]), set()).add(folded(patients[text]))
    if min(map(len, seen.values())) < SHARED * len(different):
        return None
    pairs = sum(map(len, seen.values()))
    if pairs < SHARED * len(different) * len(conditions):
        return None
    longest_text = max(texts, key=lambda text: len(cut[text]))
    pattern = _pattern(longest_text, cut[longest_text], (left, right), (first, last), ends)
    return SplitIDs(pattern, rests, patients, crossing)


def _spaced(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Text from the first of some fields on, with a space behind the letter of a tissue."""
    (start, middle), *others = spans
    letter = bool(others) and others[0][0] == middle == start + 1 and text[middle].isalnum()
    return f"{text[start:middle]} {text[middle:]}" if letter else text[start:]


def _two_sided(rests: Iterable[str]) -> bool:
    """Whether what stands around the patient are levels of two families."""
    sides = [set(side) for side in zip(*(rest.split(" ", 1) for rest in rests), strict=True)]
    return any(map(one_family, sides)) and all(len(side) > 1 for side in sides)


def _without(text: str, spans: Sequence[tuple[int, int]], places: Sequence[int]) -> str:
    """Text without some of its fields."""
    for place in sorted(places, reverse=True):
        text = text[: spans[place][0]] + text[spans[place][1] :]
    return text


def _with_neighbors(
    texts: Sequence[str], cut: Mapping[str, Sequence[tuple[int, int]]], position: int, shortest: int
) -> tuple[int, int]:
    """First and last of the fields that are the patient: one that follows from it is part of it."""

    def follows(place: int) -> bool:
        found: dict[str, set[str]] = {}
        for text in texts:
            own = folded(text[slice(*cut[text][position])])
            found.setdefault(own, set()).add(folded(text[slice(*cut[text][place])]))
        several = len({value for values in found.values() for value in values}) > 1
        return several and all(len(values) == 1 for values in found.values())

    left = right = position
    while left > 0 and follows(left - 1):
        left -= 1
    if left > 0 and _is_prefix(texts, cut, left, several=left < position):
        left -= 1
    while right + 1 < shortest and (follows(right + 1) or _is_year(texts, cut, right + 1)):
        right += 1
    return left, right


def _is_prefix(
    texts: Sequence[str],
    cut: Mapping[str, Sequence[tuple[int, int]]],
    position: int,
    *,
    several: bool,
) -> bool:
    """Whether the letters of all IDs stand before their numbers: the HD of HD-01.

    Before IDs of several parts they belong to these: TCGA-A7-0001.
    """
    before = {text[slice(*cut[text][position - 1])] for text in texts}
    numbers = [text[slice(*cut[text][position])] for text in texts]
    gaps = {text[cut[text][position - 1][1] : cut[text][position][0]] for text in texts}
    # The year of 23-0145 is part of an accession number.
    alone = len(before) == 1 and (min(before).isalpha() or gaps <= {"-", "/"})
    capitals = several and all(text.isupper() for text in before)
    return position == 1 and alone and (capitals or all(map(str.isdecimal, numbers)))


def _is_year(
    texts: Sequence[str], cut: Mapping[str, Sequence[tuple[int, int]]], position: int
) -> bool:
    """Whether the same number follows all IDs behind a bar, as the year of a pathology number."""
    own = {text[slice(*cut[text][position])] for text in texts}
    bars = {text[cut[text][position][0] - 1] for text in texts}
    return len(own) == 1 and own.copy().pop().isdecimal() and bars == {"/"}


def _numbered_end(
    texts: Sequence[str], cut: Mapping[str, Sequence[tuple[int, int]]], position: int
) -> list[int]:
    """Fields of numbers behind the patient that are the same for no sample: those of files."""
    found = []
    for place in range(position + 1, len(cut[texts[0]])):
        own = [text[slice(*cut[text][place])] for text in texts]
        if all(part.isdecimal() for part in own) and len(set(own)) > MOST_CONDITIONS / 3:
            found.append(place)
    return found


def _pattern(
    text: str,
    spans: Sequence[tuple[int, int]],
    patient: tuple[int, int],
    ends: tuple[int, int],
    numbers: Sequence[int],
) -> str:
    """Pattern of texts like one of the longest."""
    (left, right), (first, last) = patient, ends
    rest = range(first, left) if left > first else range(right + 1, last)
    behind = range(right + 1, last) if left > first and right < last - 1 else range(0)
    built, end = "", 0
    for place, (start, stop) in enumerate(spans):
        gap = text[end:start]
        end = stop
        if place == left:
            built += gap + "{patient}"
        elif left < place <= right or place in rest[1:] or place in behind[1:]:
            continue
        elif place in behind:
            built += gap + "{1}"
        elif place in rest:
            built += gap + "{0}"
        else:
            built += gap + ("*" if place in numbers else text[start:stop])
    # What follows the last field belongs to the sample.
    at_end = last == len(spans) and rest and last - 1 in (rest[-1], *behind[-1:])
    return built + ("" if at_end else text[end:])


def usual_rest(found: SplitIDs) -> bool:
    """Whether what is beside the patient are usual levels of one family."""
    return any(family_of(rest) for rest in found.rests.values() if rest)
