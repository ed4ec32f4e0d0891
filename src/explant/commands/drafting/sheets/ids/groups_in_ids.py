"""IDs that are a group and a number, as ``PBS-1`` … ``IL2-6``: different animals in each group."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from explant.commands.drafting.sheets.ids.split_ids import SplitIDs
from explant.commands.drafting.vocabulary_of_drafts import LEVELS, level_name
from explant.config.names.spellings import folded, listed, squeezed
from explant.numbers import counted
from explant.spreadsheet.sheet.cells import Sheet, cell_text
from explant.spreadsheet.structure.headings import header_cells, with_heading

GAPPED = re.compile(r"(?P<group>\S(?:.*\S)?)(?P<gap>\s*[-_./#]\s*|\s+)(?P<number>\d{1,4})")
BARE = re.compile(r"(?P<group>(?:.*[^\W_])?[^\W\d_])(?P<gap>)(?P<number>\d{1,4})")
MOST_GROUPS, FEWEST = 8, 3
"""Groups at most, and IDs of each at least."""
SAMPLED = ("tissue", "time", "dose")
"""Families of what one patient has several of."""
NAMES = ("group", "arm", "cohort", "group of the ID")


def groups_and_numbers(texts: Sequence[str]) -> SplitIDs | None:
    """Split IDs into a group and a number; None if they are none of a few groups.

    Parameters
    ----------
    texts
        The IDs, with those that repeat.

    Examples
    --------
    >>> found = groups_and_numbers([f"{g}-{n}" for g in ("PBS", "IL-2") for n in range(1, 5)])
    >>> found.pattern, set(found.rests.values()) == {"PBS", "IL-2"}
    ('{0}-{patient}', True)
    >>> groups_and_numbers([f"P{n}" for n in range(1, 9)]) is None
    True
    """
    own = list(dict.fromkeys(" ".join(text.split()) for text in texts if text))
    for form in (GAPPED, BARE):
        parts = {text: match for text in own if (match := form.fullmatch(text))}
        if not own or len(parts) < len(own):
            continue
        rests = {text: match["group"] for text, match in parts.items()}
        members = Counter(map(squeezed, rests.values()))
        if not 2 <= len(members) <= MOST_GROUPS or min(members.values()) < FEWEST:
            continue
        gaps = {match["gap"] for match in parts.values()}
        gap = gaps.pop() if len(gaps) == 1 else ""
        numbers = {text: match["number"] for text, match in parts.items()}
        return SplitIDs(f"{{0}}{gap}{{patient}}", rests, numbers, None, numbered=False)
    return None


def numbers_of_groups(found: SplitIDs) -> bool:
    """Whether what was taken for patients are mere numbers behind the name of a treatment.

    A number behind a treatment counts its animals; behind a tissue it is more likely a patient's.
    """
    if found.pattern.index("{0}") > found.pattern.index("{patient}"):
        return False
    if not all(patient.isdecimal() for patient in found.patients.values()):
        return False
    families = {factor.family for factor in found.crossing.factors} if found.crossing else set()
    names = {level_name(rest) for rest in found.rests.values()}
    families |= {family for family, levels in LEVELS.items() if names & levels.keys()}
    return bool(families) and not families & set(SAMPLED)


def as_groups(found: SplitIDs) -> SplitIDs:
    """The same IDs as those of different animals, whose names say their group."""
    pattern = found.pattern.replace("{patient}", "*")
    whole = {text: text for text in found.patients}
    return replace(found, pattern=pattern, patients=whole, numbered=False, groups=True)


def may_be_pairs(found: SplitIDs) -> bool:
    """Whether most numbers stand in several groups, and none twice in one."""
    times = Counter(map(folded, found.patients.values()))
    pairs = {(folded(found.patients[text]), squeezed(found.rests[text])) for text in found.rests}
    several = sum(count > 1 for count in times.values())
    return len(pairs) == len(found.rests) and 2 * several > len(times)


def said_beside(sheets: Sequence[Sheet], heading: str, found: SplitIDs) -> bool:
    """Whether a column beside the IDs says their groups already."""
    for sheet in sheets:
        for head in with_heading(sheet, heading)[:1]:
            rows = [row for row in sheet.rows if row > head.row]
            ids = [" ".join(cell_text(sheet.through_merge(r, head.column)).split()) for r in rows]
            groups = [squeezed(found.rests.get(text, "")) for text in ids]
            for cell in header_cells(sheet, head.row):
                if cell.column == head.column:
                    continue
                own = [folded(cell_text(sheet.through_merge(r, cell.column))) for r in rows]
                pairs = {(one, two) for one, two in zip(groups, own, strict=True) if one and two}
                same = len({one for one, _ in pairs}) == len({two for _, two in pairs})
                if same and len(pairs) == len({one for one, _ in pairs}) > 1:
                    return True
    return False


def consequences(found: SplitIDs, heading: str) -> str:
    """The question whether IDs are those of different animals in each group.

    Parameters
    ----------
    found
        How the IDs are split into group and number.
    heading
        Their heading.
    """
    groups = list({squeezed(rest): rest for rest in found.rests.values()}.values())
    text = (
        f'Do the IDs under "{heading}" say a group and a number in it? Then they are '
        f"{counted(len(found.rests), 'patient')} in {counted(len(groups), 'group')} "
        f"({listed(groups)}), which are compared unpaired."
    )
    if may_be_pairs(found):
        numbers = counted(len({folded(number) for number in found.patients.values()}), "patient")
        text += (
            f" If the same number is the same patient in each of them, they are {numbers}, and "
            "the comparison is paired."
        )
    return text + " With {} the IDs say nothing."
