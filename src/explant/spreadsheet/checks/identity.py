"""Patient IDs: which spellings are one patient, and which ones have to be asked about."""

import itertools
import re
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from explant.config.models import IdDifference, Plan
from explant.config.names.spellings import folded, natural_key
from explant.numbers import counted, in_order
from explant.problems import errors
from explant.spreadsheet.layouts.tidy import Table
from explant.spreadsheet.sheet.cells import Cell
from explant.spreadsheet.values.written_numbers import plain_digits

DIFFERENCES: tuple[IdDifference, ...] = ("zeros", "case", "spaces")
MOST_NAMED = 4
"""IDs that a question names besides the first."""
MOST_QUESTIONS = 5
"""Pairs of IDs that are asked about one by one; more of them are one question."""
SHARE_OF_WHOLE = 0.75
"""Share of the fullest patient's values that two halves of one patient have at least."""
LOOK_ALIKES = str.maketrans(
    "OoОоΟοlI|ІΙӀАаВЕеКМНРрСсТУуХхЅѕЈјΑΒΕΖΗΚΜΝΡΤΥΧيىك",
    "000000111111AaBEeKMHPpCcTYyXxSsJjABEZHKMNPTYXییک",
)


def merge_ids(tables: Sequence[Table], plan: Plan) -> None:
    """Read IDs as one patient that differ only in what the plan says does not count.

    Parameters
    ----------
    tables
        Tables of measurements and of patients; their IDs are replaced by the first spelling, and
        the first table receives a note.
    plan
        The study's plan: ``patients.same_id``.
    """
    same = plan.patients.same_id
    if not same:
        return
    first: dict[str, str] = {}
    renamed: dict[str, str] = {}
    for name in itertools.chain.from_iterable(table.patients for table in tables):
        spelling = first.setdefault(_key(name, same), name)
        if spelling != name:
            renamed[name] = spelling
    if not renamed:
        return
    cells = [cell for table in tables for name in renamed for cell in table.patients.get(name, [])]
    tables[0].report(
        "note",
        cells,
        f"IDs that differ only in {in_order(list(same))} are one patient: "
        + ", ".join(f'"{name}" is read as "{spelling}"' for name, spelling in renamed.items())
        + ".",
    )
    for table in tables:
        table.entries = [
            replace(entry, patient=renamed.get(entry.patient, entry.patient))
            for entry in table.entries
        ]
        table.attributes = [
            replace(each, patient=renamed.get(each.patient, each.patient))
            for each in table.attributes
        ]
        table.unsure = {renamed.get(name, name) for name in table.unsure}
        old, table.patients = table.patients, {}
        for name, places in old.items():
            for cell in places:
                table.add_patient(renamed.get(name, name), cell)


def _key(name: str, same: Collection[IdDifference]) -> str:
    if "case" in same:
        name = name.casefold()
    if "spaces" in same:
        name = "".join(name.split())
    return _without_zeros(name) if "zeros" in same else name


def _without_zeros(name: str) -> str:
    whole = re.sub(r"^(\d+)\.0+$", r"\1", name)
    return re.sub(r"(?<!\d)0+(?=\d)", "", whole)


def alike(name: str) -> str:
    """What is left of an ID without what is easily mistaken.

    Case, spaces and zeros before a number go, and so do differences between letters and digits
    that look the same: O and 0, l and 1, Latin, Greek and Cyrillic letters.

    Examples
    --------
    >>> alike("PO1") == alike("p 1"), alike("Р1") == alike("P1"), alike("7.0") == alike("7")
    (True, True, True)
    >>> alike("P1") == alike("P11")
    False
    """
    plain = folded(plain_digits(name).translate(LOOK_ALIKES)).replace(" ", "")
    return _without_zeros(plain)


@dataclass(frozen=True)
class Question:
    """IDs that may be one patient's, and the cells in which they stand."""

    names: tuple[str, ...]
    cells: tuple[Cell, ...]
    what: str
    how_to_fix: str
    alike: bool = False
    """The IDs only look alike; nothing of what they have was compared."""


def names_alike(table: Table) -> list[Question]:
    """Questions about IDs that look alike."""
    groups: dict[str, list[str]] = {}
    for patient in table.patients:
        groups.setdefault(alike(patient), []).append(patient)
    by_difference: dict[tuple[IdDifference, ...], list[list[str]]] = {}
    questions: list[Question] = []
    for names in (group for group in groups.values() if len(group) > 1):
        if difference := differing(names):
            by_difference.setdefault(difference, []).append(names)
        else:
            questions.append(_alike_question((), [names], table))
    return [
        *(_alike_question(difference, found, table) for difference, found in by_difference.items()),
        *questions,
    ]


def differing(names: Sequence[str]) -> tuple[IdDifference, ...]:
    """What ``patients.same_id`` has to say for IDs to be one; empty if nothing of it is enough.

    Examples
    --------
    >>> differing(["001", "1"]), differing(["7", "7.0"]), differing(["p 1", "P01"])
    (('zeros',), ('zeros',), ('zeros', 'case', 'spaces'))
    >>> differing(["PO1", "P01"])
    ()
    """
    for count in range(1, len(DIFFERENCES) + 1):
        for same in itertools.combinations(DIFFERENCES, count):
            if len({_key(name, same) for name in names}) == 1:
                return same
    return ()


def _alike_question(
    difference: tuple[IdDifference, ...], found: Sequence[Sequence[str]], table: Table
) -> Question:
    """One question about all IDs that differ in the same."""
    quoted = [in_order([_quoted(name) for name in names]) for names in found]
    what = f"Are {quoted[0]} the same patient? They are read as different ones."
    if difference:
        what += f" They differ only in {in_order(list(difference))}"
        more = ", ".join(quoted[1 : MOST_NAMED + 1])
        rest = " …" if len(found) > MOST_NAMED + 1 else "."
        others = counted(len(found) - 1, "more ID")
        what += f", and so do {others}: {more}{rest}" if len(found) > 1 else "."
    declare = (
        f"declare patients.same_id: [{', '.join(difference)}] in the config"
        if difference
        else "declare under patients.same_id in the config what does not count"
    )
    return Question(
        tuple(itertools.chain.from_iterable(found)),
        tuple(table.patients[name][0] for names in found for name in names),
        what,
        f"If it is one patient, write the ID the same way everywhere; or {declare}.",
        alike=True,
    )


def complements(
    have: Mapping[str, set[Hashable]],
    places: Mapping[str, Sequence[Cell]],
    asked: Iterable[Question],
) -> list[Question]:
    """Questions about IDs that differ by one character where one has only what the other lacks.

    Parameters
    ----------
    have
        What each patient has: samples and markers with a value, sheets with a row.
    places
        Cells in which each ID stands.
    asked
        Questions that were asked before.
    """
    known = {
        frozenset(pair) for question in asked for pair in itertools.combinations(question.names, 2)
    }
    full = max((len(own) for own in have.values()), default=0)
    everything = set().union(*have.values()) if have else set()
    incomplete = [name for name, own in have.items() if own and own != everything]
    partners: dict[str, set[str]] = {}
    for one, other in near_pairs(incomplete):
        own, theirs = have[one], have[other]
        if (
            frozenset((one, other)) not in known
            and own.isdisjoint(theirs)
            and len(own) + len(theirs) >= SHARE_OF_WHOLE * full
        ):
            partners.setdefault(one, set()).add(other)
            partners.setdefault(other, set()).add(one)
    groups = _connected(partners)
    if len(groups) > MOST_QUESTIONS:
        names = [name for group in groups for name in group]
        return [
            Question(
                tuple(names),
                tuple(cell for name in names for cell in places.get(name, [])),
                f"{len(names)} IDs differ from another ID by one character, and that one has only "
                f"what they lack ({', '.join(_quoted(name) for name in groups[0])}, …). Does the "
                "column hold the IDs of samples?",
                "Write in every row the ID of the patient, the same for all of a patient's "
                "samples.",
            )
        ]
    return [
        Question(
            tuple(group),
            tuple(cell for name in group for cell in places.get(name, [])),
            f"Are {in_order([_quoted(name) for name in group])} the same patient? The IDs differ "
            "by one character, and one has only what the other lacks. They are read as different "
            "patients.",
            "If an ID is mistyped, correct it in these cells.",
        )
        for group in groups
    ]


def report_questions(questions: Iterable[Question], table: Table) -> None:
    """Report the questions, and then the patients who lack a level.

    A question that may explain why patients cannot be paired is an error in their stead: adding
    samples would be the wrong answer to a mistyped ID.

    Parameters
    ----------
    questions
        The questions.
    table
        Receives the problems.
    """
    explained: set[str] = set()
    questions = list(questions)
    blocking = [question for question in questions if question.alike]
    if table.never_paired and 2 * sum(len(q.names) for q in blocking) > len(table.patients):
        # Whether IDs are one patient's comes before any advice on the design.
        for question in blocking:
            table.report(
                "error",
                list(question.cells),
                f"{question.what} As different patients none has samples at two levels: "
                f"{table.never_paired[0].what.partition(':')[2].partition('.')[0].strip()}.",
                question.how_to_fix,
            )
        questions = [question for question in questions if not question.alike]
        table.never_paired = []
    for question in questions:
        lacking = [table.unpaired[name] for name in question.names if name in table.unpaired]
        stopping = errors(lacking)
        if not stopping:
            table.report("warning", list(question.cells), question.what, question.how_to_fix)
            continue
        explained.update(question.names)
        others = len(stopping) - 1
        more = f" {counted(others, 'other ID')} cannot be paired either." if others else ""
        table.report(
            "error",
            list(question.cells),
            f"{question.what} As different patients they cannot be paired: "
            f"{stopping[0].what}{more}",
            f"{question.how_to_fix} If they are different patients, add what is missing, or set "
            "patients.unpaired: keep in the config.",
        )
    table.problems += table.never_paired
    table.problems += [
        problem for patient, problem in table.unpaired.items() if patient not in explained
    ]


def _connected(partners: Mapping[str, set[str]]) -> list[list[str]]:
    groups: list[list[str]] = []
    seen: set[str] = set()
    for name in sorted(partners, key=natural_key):
        if name in seen:
            continue
        group, waiting = {name}, [name]
        while waiting:
            new = partners[waiting.pop()] - group
            group |= new
            waiting += new
        seen |= group
        groups.append(sorted(group, key=natural_key))
    return groups


def near_pairs(names: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of IDs that differ by one character: left out, put in, replaced, or two swapped.

    Examples
    --------
    >>> near_pairs(["P12", "P21", "P2", "Q99"])
    [('P12', 'P21'), ('P12', 'P2'), ('P21', 'P2')]
    """
    order = list(dict.fromkeys(names))
    position = {name: place for place, name in enumerate(order)}
    # Two such IDs share what is left of them after a character is taken out.
    by_rest: dict[str, list[str]] = {}
    for name in order:
        rests = {name[:place] + name[place + 1 :] for place in range(len(name))}
        for rest in rests | {name}:
            by_rest.setdefault(rest, []).append(name)
    pairs = {
        (one, other) if position[one] < position[other] else (other, one)
        for group in by_rest.values()
        for one, other in itertools.combinations(group, 2)
        if _one_apart(one, other)
    }
    return sorted(pairs, key=lambda pair: (position[pair[0]], position[pair[1]]))


def _one_apart(one: str, other: str) -> bool:
    if len(one) == len(other):
        different = [place for place in range(len(one)) if one[place] != other[place]]
        if len(different) == 1:
            return True
        return (
            len(different) == 2
            and different[1] == different[0] + 1
            and one[different[0]] == other[different[1]]
            and one[different[1]] == other[different[0]]
        )
    short, long = sorted((one, other), key=len)
    return len(long) == len(short) + 1 and any(
        long[:place] + long[place + 1 :] == short for place in range(len(long))
    )


def _quoted(name: str) -> str:
    return f'"{name}"'
