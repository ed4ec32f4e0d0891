"""Markers that share their keys: written once in the config, by names, a pattern, or a file."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from explant.config.models import Marker, Plan
from explant.config.names.spellings import folded
from explant.config.rules.explaining import Fault, KeyPath
from explant.problems import nearest

Headings = Callable[[Plan], Sequence[str]]
"""Names in the spreadsheet that a marker may have and that the plan does not name."""
OF_ONE = ("label", "column", "derived", "summary", "gene")
MOST_IN_FILE = 100_000


@dataclass(frozen=True)
class Expanded:
    """A plan in which every marker stands by its own name.

    Parameters
    ----------
    plan
        The plan.
    faults
        What is wrong with its groups.
    group_of
        Name of the group of each marker that came from one.
    """

    plan: Plan
    faults: list[Fault]
    group_of: dict[str, str]

    def as_written(self, path: KeyPath) -> KeyPath:
        """Path of a key as it stands in the config: that of the group, for its markers."""
        if len(path) > 1 and path[0] == "markers" and path[1] in self.group_of:
            return (path[0], self.group_of[path[1]], *path[2:])
        return path


def is_group(marker: Marker) -> bool:
    """Whether an entry stands for several markers."""
    return bool(marker.each_of) or marker.each_in is not None


def expanded(plan: Plan, headings: Headings | None) -> Expanded:
    """The plan with each marker of ``each_of`` and ``each_in`` as one of its own.

    A group's name may stand for its markers in ``gene_lists``' place, in ``contrasts``' markers and
    in ``report.show``; so may the name of a list of ``gene_lists``.

    Parameters
    ----------
    plan
        A plan whose form is right.
    headings
        Gives the names that patterns are compared with; None where there is no spreadsheet.
    """
    faults: list[Fault] = []
    members: dict[str, list[str]] = {}
    wanted = {
        name: _wanted(name, marker, faults)
        for name, marker in plan.markers.items()
        if is_group(marker)
    }
    own = {folded(name) for name in plan.markers if name not in wanted}
    named = own | {folded(text) for texts in wanted.values() for text in texts if "*" not in text}
    candidates = _candidates(plan, wanted, named, headings, faults)
    group_of: dict[str, str] = {}
    for name, texts in wanted.items():
        members[name] = []
        for text in texts:
            found = [text]
            if "*" in text:
                found = [each for each in candidates if _matches(text, each)]
            elif folded(text) in own:
                fault = f'"{text}" stands in "{name}", and as a marker of its own.'
                faults.append(Fault(("markers", name), fault, "Keep one of the two."))
            for each in found:
                if each not in group_of and folded(each) not in own:
                    group_of[each] = name
                    members[name].append(each)
        if texts and not members[name] and not faults:
            where = "No heading of the spreadsheet that the plan does not name already is like "
            fault = where + ", ".join(f'"{text}"' for text in texts) + "."
            faults.append(Fault(("markers", name), fault, nearest(texts[0], candidates[:12])))
    return Expanded(_written_out(plan, members, group_of), faults, group_of)


def _wanted(name: str, marker: Marker, faults: list[Fault]) -> list[str]:
    for key in OF_ONE:
        if getattr(marker, key):
            faults.append(
                Fault(
                    ("markers", name, key),
                    f"Several markers cannot share one {key}.",
                    "Take it out, or write the marker that has it as an entry of its own.",
                )
            )
    return [*marker.each_of, *(_in_file(name, marker.each_in, faults) if marker.each_in else ())]


def _in_file(name: str, path: str, faults: list[Fault]) -> list[str]:
    """Names in a file: one a line, or the first column of a table."""
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = "is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else "cannot be read"
        fault = f"The list {path} {why}."
        how_to_fix = "Write one name a line in a text file, and its path from the project's folder."
        faults.append(Fault(("markers", name, "each_in"), fault, how_to_fix))
        return []
    first = (re.split(r"[\t;,]", line)[0].strip().strip('"') for line in lines[:MOST_IN_FILE])
    found = list(dict.fromkeys(text for text in first if text and not text.startswith("#")))
    if not found:
        faults.append(
            Fault(
                ("markers", name, "each_in"),
                f"The list {path} names nothing.",
                "Write one name a line.",
            )
        )
    return found


def _candidates(
    plan: Plan,
    wanted: dict[str, list[str]],
    named: set[str],
    headings: Headings | None,
    faults: list[Fault],
) -> list[str]:
    patterns = [name for name, texts in wanted.items() if any("*" in text for text in texts)]
    if not patterns or faults:
        return []
    if headings is None:
        faults.append(
            Fault(
                ("markers", patterns[0], "each_of"),
                "A pattern says which headings of the spreadsheet are meant, and it is not read "
                "here.",
                "Write the names, or a file with them under each_in.",
            )
        )
        return []
    known = {name: Marker() for texts in wanted.values() for name in texts if "*" not in name}
    kept = {name: marker for name, marker in plan.markers.items() if name not in wanted}
    seen = headings(plan.model_copy(update={"markers": {**kept, **known}}))
    return [text for text in dict.fromkeys(seen) if folded(text) not in named]


def _matches(pattern: str, text: str) -> bool:
    """Whether a text is like a pattern, in which * stands for any text.

    Examples
    --------
    >>> [_matches("IL*", text) for text in ("IL2RA", "il6", "TGFB1")]
    [True, True, False]
    """
    parts = [re.escape(folded(part)) for part in pattern.split("*")]
    return re.fullmatch(".*".join(parts), folded(text)) is not None


def _written_out(plan: Plan, members: dict[str, list[str]], group_of: dict[str, str]) -> Plan:
    markers: dict[str, Marker] = {}
    for name, marker in plan.markers.items():
        if name in members:
            shared = marker.model_copy(update={"each_of": [], "each_in": None})
            markers |= dict.fromkeys(members[name], shared)
        else:
            markers[name] = marker
    lists = {**plan.gene_lists, **members}

    def each(names: Iterable[str]) -> list[str]:
        found: dict[str, None] = {}
        names = list(names)
        if all(name in markers or name not in lists for name in names):
            return names
        for name in names:
            stands_for = lists.get(name) if name not in markers else None
            found |= dict.fromkeys([name] if stands_for is None else stands_for)
        return list(found)

    used = {name: each(contrast.markers) for name, contrast in plan.contrasts.items()}
    return plan.model_copy(
        update={
            "markers": markers,
            "gene_lists": lists,
            "contrasts": {
                name: contrast
                if used[name] == contrast.markers
                else contrast.model_copy(update={"markers": used[name]})
                for name, contrast in plan.contrasts.items()
            },
            "report": plan.report.model_copy(update={"show": each(plan.report.show)}),
        }
    )
