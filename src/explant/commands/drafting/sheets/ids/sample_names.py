"""Names of samples under the heading of the IDs, or beside it, and the columns made of them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from explant.commands.drafting.conditions.crossed_texts import TextFactor
from explant.commands.drafting.sheets.ids.groups_in_ids import (
    NAMES,
    as_groups,
    consequences,
    groups_and_numbers,
    may_be_pairs,
    numbers_of_groups,
    said_beside,
)
from explant.commands.drafting.sheets.ids.split_ids import (
    SplitIDs,
    split_ids,
    usual_rest,
)
from explant.commands.drafting.sheets.ids.suffixed_ids import family_of
from explant.commands.drafting.sheets.restatements import (
    Asked,
    Restating,
    is_computed,
    with_cells,
)
from explant.commands.drafting.vocabulary_of_drafts import (
    SAMPLE_FACTORS,
    heading_kind,
    words,
)
from explant.config.names.spellings import folded, squeezed
from explant.config.names.text_patterns import REPLICATE
from explant.numbers import counted
from explant.spreadsheet.sheet.cells import Cell, MovedCell, Sheet, Workbook, cell_text
from explant.spreadsheet.structure.headings import header_cells, is_heading, with_heading
from explant.spreadsheet.structure.rows import is_summary_word
from explant.spreadsheet.structure.unlike_rows import is_standard

SPLIT = "spreadsheet.split"
GROUPED = "reading.groups_in_ids"
"""Place of the answer that the IDs say a group, where nothing else is compared."""
PARTS = ("sample", "condition", "state", "kind", "part of the name")
LONGEST_PART = 20
LETTERS = "abcdefgh"
ANIMALS = frozenset(
    ["mouse", "mice", "animal", "rat", "maus", "tier", "souris", "raton", "ratón", "小鼠", "动物"]
)


def splitting(book: Workbook, patient: str, given: Mapping[str, Any], restating: Restating) -> None:
    """Note that the IDs hold more than the patient."""
    said = given.get(SPLIT)
    if said == {}:
        return
    heading = patient
    texts = ids_under(book, patient)
    found = split_ids(texts)
    paired = any("{patient}" in pattern for pattern in (said or {}).values())
    numbered = _groups(texts, found, given)
    if numbered is not None and not paired:
        if not said_beside(book.sheets, patient, numbered):
            _propose_groups(book, patient, given, restating, numbered)
        return
    found = numbered or found
    if found is None:
        heading, found = _samples_beside(book, patient)
    if found is None:
        return
    if _numbered_again(found):
        first = next(text for text, rest in found.rests.items() if rest)
        restating.remarks.append(
            f'"{found.patients[first]}" and "{first}" are read as different patients: if they are '
            f'one, write the number into a column of its own, beside "{heading}".'
        )
        return
    usual = found.crossing is not None or usual_rest(found)
    before = found.pattern.index("{0}") < found.pattern.index("{patient}")
    if not (usual or paired) and (before or not found.complete):
        return
    headings = {folded(str(c.value)) for s in book.sheets for c in s.cells.values() if _is_text(c)}
    parts = PARTS if all(found.rests.values()) else PARTS[1:]
    found = replace(found, part=next(name for name in parts if name not in headings))
    if _two_letters(found) and any("{replicate}" in own for own in (said or {}).values()):
        found = replace(found, part=REPLICATE)
    if any(f"{{{found.part}}}" in pattern for pattern in (said or {}).values()):
        # Their numbers tell samples apart, and not replicates.
        found = replace(found, numbered=False)
    restating.split = found
    whole = len(set(found.rests))
    rests = list(dict.fromkeys(found.rests.values()))[:6]
    samples = ", ".join(f'"{rest}"' if rest else "nothing behind it" for rest in rests)
    restating.split_heading = heading
    own = pattern_of(found)
    # Beside a column of patients that part says nothing.
    pattern = {heading: own if heading == patient else own.replace("{patient}", "*")}
    restating.keys["split"] = pattern
    if said is None:
        answers = [pattern, {}]
        numbered = replace(found, numbered=False)
        if pattern_of(numbered) != pattern_of(found):
            other = pattern_of(numbered)
            other = other if heading == patient else other.replace("{patient}", "*")
            answers.insert(1, {heading: other})
        if _two_letters(found) and "{patient}" in pattern[heading]:
            answers.insert(1, {heading: own.replace(f"{{{found.part}}}", "{replicate}")})
        if part_of_animals(heading, found):
            # The second number of C1-3 is that of an animal in its cage.
            answers = [{}, *(each for each in answers if each)]
            restating.split, restating.split_heading = None, ""
            del restating.keys["split"]
        patients = counted(len(set(found.patients.values())), "patient")
        restating.asked[SPLIT] = Asked(
            f'Do the texts under "{heading}" name a patient and a sample? Then they are {patients} '
            f"× {counted(found.samples, 'sample')} ({samples}), else {counted(whole, 'patient')}.",
            tuple(answers),
        )


def _numbered_again(found: SplitIDs) -> bool:
    """Whether some IDs are others with a number behind: ``P1`` and ``P1-2``."""
    rests = set(found.rests.values())
    return "" in rests and all(rest.isdecimal() for rest in rests - {""})


def _two_letters(found: SplitIDs) -> bool:
    """Whether a and b stand behind the patients: two samples, or two replicates of one."""
    return {rest.casefold() for rest in found.rests.values()} == {"a", "b"}


def _groups(
    texts: Sequence[str], found: SplitIDs | None, given: Mapping[str, Any]
) -> SplitIDs | None:
    """IDs that are a group and a number, which may be that of a patient in each group."""
    if found is not None and numbers_of_groups(found):
        return found
    said = found is None and SPLIT in given
    return groups_and_numbers(texts) if said or given.get(GROUPED) else None


def _propose_groups(
    book: Workbook,
    heading: str,
    given: Mapping[str, Any],
    restating: Restating,
    found: SplitIDs,
) -> None:
    """Note that the IDs say a group, and ask whether their numbers are the same patients."""
    headings = {folded(str(c.value)) for s in book.sheets for c in s.cells.values() if _is_text(c)}
    groups = replace(as_groups(found), part=next(name for name in NAMES if name not in headings))
    restating.split, restating.split_heading = groups, heading
    restating.keys["split"] = pattern = {heading: pattern_of(groups)}
    if given.get(SPLIT) is None:
        pairs = [{heading: pattern_of(found)}] if may_be_pairs(found) else []
        asked = consequences(found, heading)
        restating.asked[SPLIT] = Asked(asked, (pattern, *pairs, {}))


def ids_under(book: Workbook, patient: str) -> list[str]:
    """Texts under the headings of the IDs that belong to rows of data."""
    found = []
    for sheet in book.sheets:
        for heading in with_heading(sheet, patient):
            if len(header_cells(sheet, heading.row)) < 2:
                continue
            for row in sheet.rows:
                cell = sheet.through_merge(row, heading.column)
                text = cell_text(cell)
                if row <= heading.row or cell.blank or is_summary_word(text) or is_standard(text):
                    continue
                if sums_up(text) or (sheet.column_names and is_computed(text)):
                    # Beside samples in columns stand their means.
                    continue
                if not is_heading(text, [patient]) and len(header_cells(sheet, row)) > 1:
                    found.append(text)
    return found


def sums_up(text: str) -> bool:
    """Whether the name of a sample ends in a word for a summary: ``P1 tumor mean``.

    Examples
    --------
    >>> [sums_up(text) for text in ("P1 T mean", "P1_SD", "P1 T 1", "P1 N", "mean")]
    [True, True, False, False, False]
    """
    *before, last = re.split(r"[\s_-]+", text)
    return bool(before) and len(last) > 1 and is_summary_word(last)


def split_sheets(book: Workbook, patient: str, restating: Restating) -> Workbook:
    """The workbook with the IDs alone under their heading, and columns of what else they said."""
    found = restating.split
    if found is None:
        return book
    heading, restating.parts = restating.split_heading, tuple(parts_of_rests(found))
    sheets = tuple(_split_sheet(s, heading, found, ids=heading == patient) for s in book.sheets)
    return replace(book, sheets=sheets)


def part_of_animals(heading: str, found: SplitIDs) -> bool:
    """Whether running numbers behind the first part of an animal's ID are those of animals."""
    return bool(ANIMALS & set(words(heading))) and part_family(found) == REPLICATE


def parts_of_rests(found: SplitIDs) -> dict[str, dict[str, str]]:
    """Text of each part that stands beside the patient, by heading and by the whole of them."""
    rests = {squeezed(rest): rest for rest in found.rests.values()}
    if found.crossing is None:
        family = part_family(found)
        return {family: rests}
    columns: dict[str, dict[str, str]] = {}
    for factor in found.crossing.factors:
        own = {
            squeezed(text): spelling or level for text, (level, spelling) in factor.levels.items()
        }
        columns[_name_of(factor, found)] = own
    return columns


def running(texts: Iterable[str]) -> bool:
    """Whether texts are 1, 2, 3 … or a, b, c … and nothing else, as replicates are numbered.

    Examples
    --------
    >>> running(["1", "02", "3"]), running(["a", "c", "b"]), running(["24", "48"])
    (True, True, False)
    """
    own = [text.casefold() for text in texts]
    letters = set(own)
    if len(letters) > 2 and letters == set(LETTERS[: len(letters)]):
        return True
    if not own or not all(text.isdecimal() for text in own):
        return False
    return sorted({int(text) for text in own}) == list(range(1, len(set(own)) + 1))


def _name_of(factor: TextFactor, found: SplitIDs) -> str:
    """What a part is called: its factor, or the replicate where it is a running number."""
    if not running(spelling for _, spelling in factor.levels.values()):
        return factor.family
    return REPLICATE if found.numbered else found.part


def part_family(found: SplitIDs) -> str:
    """Family of the only thing that stands beside the patient."""
    if found.numbered and running(found.rests.values()):
        return REPLICATE
    if found.groups:
        return found.part
    families = [family_of(rest) for rest in found.rests.values() if rest]
    return next(filter(None, families), found.part)


def pattern_of(found: SplitIDs) -> str:
    """The pattern with the names of the parts in braces."""
    parts = parts_of_rests(found)
    if found.crossing is None:
        return found.pattern.replace("{0}", f"{{{next(iter(parts))}}}").replace("{1}", "*")
    spelled: dict[str, list[tuple[str, str]]] = {}
    for factor in found.crossing.factors:
        for text, (_, spelling) in factor.levels.items():
            if spelling:
                spelled.setdefault(text, []).append((spelling, _name_of(factor, found)))
    text, own = max(spelled.items(), key=lambda each: (len(each[1]), len(each[0])))
    built, at = "", 0
    for spelling, family in sorted(own, key=lambda each: text.find(each[0])):
        start = max(text.find(spelling, at), at)
        built += text[at:start] + f"{{{family}}}"
        at = start + len(spelling)
    whole = built + text[at:]
    if "{1}" in found.pattern:
        before, _, behind = whole.partition(" ")
        return found.pattern.replace("{0}", before).replace("{1}", behind)
    return found.pattern.replace("{0}", whole)


def _samples_beside(book: Workbook, patient: str) -> tuple[str, SplitIDs | None]:
    """A column beside that of the patients whose texts name patient and sample, if levels do not.

    Its heading, and how its texts are split.
    """
    for sheet in book.sheets:
        for heading in with_heading(sheet, patient)[:1]:
            cells = header_cells(sheet, heading.row)
            if len(cells) < 2 or any(heading_kind(cell_text(c)) in SAMPLE_FACTORS for c in cells):
                continue
            for cell in cells:
                if cell.column == heading.column:
                    continue
                rows = [r for r in sheet.rows if r > heading.row]
                pairs = [
                    (sheet.through_merge(r, heading.column), sheet.through_merge(r, cell.column))
                    for r in rows
                ]
                texts = [cell_text(own) for _, own in pairs if isinstance(own.value, str)]
                if len(set(texts)) < max(0.8 * len(rows), 1) or any(map(_number, texts)):
                    continue
                found = split_ids(texts)
                if found is None or not (found.crossing is not None or usual_rest(found)):
                    continue
                both = {
                    (squeezed(cell_text(one)), squeezed(found.patients[cell_text(own)]))
                    for one, own in pairs
                    if cell_text(own) in found.patients
                }
                if len(both) == len({one for one, _ in both}) == len({two for _, two in both}):
                    return cell_text(cell), found
    return "", None


def _is_text(cell: Cell) -> bool:
    return isinstance(cell.value, str) and len(cell.value) < LONGEST_PART


def _number(text: str) -> bool:
    return text.replace(".", "").replace(",", "").isdecimal()


def _split_sheet(sheet: Sheet, patient: str, found: SplitIDs, *, ids: bool) -> Sheet:
    cells: dict[tuple[int, int], Cell] = {}
    parts = parts_of_rests(found)
    column = max(sheet.columns, default=0)
    for heading in with_heading(sheet, patient):
        if len(header_cells(sheet, heading.row)) < 2:
            continue
        for number, family in enumerate(parts, start=1):
            cells[heading.row, column + number] = MovedCell(
                sheet.name, heading.row, column + number, family, source=heading
            )
        for row in (row for row in sheet.rows if row > heading.row):
            cell = sheet.through_merge(row, heading.column)
            text = " ".join(cell_text(cell).split())
            if text not in found.patients:
                continue
            own = found.patients[text] if ids else None
            cells[row, heading.column] = MovedCell(
                sheet.name, row, heading.column, own, source=cell
            )
            rest = squeezed(found.rests[text])
            for number, texts in enumerate(parts.values(), start=1):
                if said := texts.get(rest, ""):
                    cells[row, column + number] = MovedCell(
                        sheet.name, row, column + number, said, source=cell
                    )
    return with_cells(sheet, cells) if cells else sheet
