"""When the plan was fixed, and what changed since the state before: only what is known."""

from collections.abc import Iterable, Sequence
from datetime import date

import pandas as pd

from explant.config.models import Plan
from explant.history.kept_plans import KeyChange
from explant.history.known import ALTERED_FREEZE, CLOCK, LOST_PLAN, UNREADABLE, Doubt, Frozen, Known
from explant.language.answers.spoken_beside import where
from explant.language.asked import contrast_name, marker_name
from explant.language.words import Name, Part, Row, Words, joined, listed, rows, sentence, words
from explant.numbers import counted
from explant.questions.answers import Verdict
from explant.questions.question import NumberKind, question

MOST_KEYS = 3
MOST_VERDICTS = 3
"""So many are named in a sentence; the others are counted."""

NOTHING_KNOWN = "Nothing is recorded of when this plan was written."

DOUBTS: dict[str, str] = {
    "missing": "On {on} the history of earlier runs was missing: what it held is not known.",
    "cut": "On {on} the end of the history was missing or altered: what it held is not known.",
    "altered": "On {on} a line of the history was not as it had been written: what stands before "
    "it is left out here.",
    "not here": "The history that the freeze names was not here on {on}: which runs came before "
    "is not known.",
    "earlier results": "On {on} results were there already, of a version of Explant that kept no "
    "history.",
    UNREADABLE: "The file of the freeze cannot be read.",
    ALTERED_FREEZE: "The file of the freeze was altered: its plan is not the one that was frozen.",
    LOST_PLAN: "The history does not hold the plan of the run of {on}: what changed since is not "
    "known.",
    CLOCK: "The clock went backwards between two records, from {earlier} to {on} UTC: the dates "
    "stand as it gave them.",
}


def day(on: str) -> str:
    """A day as people write it; another text as it is.

    Examples
    --------
    >>> day("2026-11-09"), day("someday")
    ('9 November 2026', 'someday')
    """
    try:
        found = date.fromisoformat(on)
    except ValueError:
        return on
    return f"{found.day} {found:%B %Y}"


def history_sentences(known: Known) -> list[Words]:
    """What is known of when the plan was fixed, whether it changed after, and what is in doubt."""
    if not known.first_run:
        return [words(NOTHING_KNOWN)]
    said = [
        _frozen(known, known.frozen) if known.frozen else _first_run(known),
        _tried(known),
        _data(known),
    ]
    said += [_doubt(doubt) for doubt in known.doubts]
    return [passage for passage in said if passage]


def _frozen(known: Known, frozen: Frozen) -> Words:
    order = {
        True: ", before the first recorded run on data ({first})",
        False: ", after the first recorded run on data ({first})",
        None: ", and whether a run on data came before is not known",
    }[frozen.before_run]
    head = words(
        "The plan was frozen on {on}" + order + "{there}",
        on=day(frozen.on),
        first=day(known.first_run),
        there="; a spreadsheet was there already" if frozen.sheet_there else "",
    )
    if frozen.again:
        days = listed([day(on) for on in frozen.again])
        head += words("; it was changed and frozen again on {days}", days=days)
    since = [change for change in frozen.changes if change.decides]
    after = [change for change in known.changes if change.decides]
    late = {change.key for change in after}
    if frozen.before_run is False:
        frozen_with = {change.key for change in since}
        parts = [
            ("Changed after the freeze", since),
            (
                "Changed between that run and the freeze",
                [change for change in after if change.key not in frozen_with],
            ),
        ]
    elif frozen.before_run:
        parts = [
            ("Changed after the first run", [each for each in since if each.key in late]),
            ("Changed before that run", [each for each in since if each.key not in late]),
        ]
    else:
        parts = [("Changed after the freeze", since)]
    told = [(start, changes) for start, changes in parts if changes]
    ends = _since(known, frozen.changes, decided=bool(since), joins=frozen.before_run is not None)
    return head + ends + _told(told)


def _first_run(known: Known) -> Words:
    head = words(
        "The plan was not frozen; it was first run on data on {first}, as far as is recorded",
        first=day(known.first_run),
    )
    deciding = [change for change in known.changes if change.decides]
    told = [("Changed after that run", deciding)] if deciding else []
    return head + _since(known, known.changes, decided=bool(deciding), joins=True) + _told(told)


def _since(known: Known, changes: Sequence[KeyChange], *, decided: bool, joins: bool) -> Words:
    """Whether the plan is what it was, as the end of a sentence."""
    if decided:
        return words(".")
    if changes:
        return words("; since then only words or looks changed ({keys}).", keys=_names(changes))
    same = "is the same again" if known.tried else "has not changed since"
    return words(", and {same}." if joins else "; it {same}.", same=same)


def _told(parts: Sequence[tuple[str, Sequence[KeyChange]]]) -> Words:
    """Keys that changed, by when they did."""
    said = [
        words(" {start}: {keys}.", start=start, keys=keys_words(changes))
        for start, changes in parts
    ]
    return joined(said, "")


def _tried(known: Known) -> Words:
    if not known.tried:
        return Words()
    others = [
        words(
            "{keys} ({on})",
            keys=joined(
                [
                    words(
                        "{key}: {old}",
                        key=Name(change.key, "key"),
                        old=Name(_was(change.old)),
                    )
                    for change in tried.changes[:MOST_KEYS]
                ],
                ", ",
            ),
            on=day(tried.on),
        )
        for tried in known.tried[:MOST_KEYS]
    ]
    rest = len(known.tried) - len(others)
    more = f"; and with {counted(rest, 'other plan')}" if rest else ""
    return words(
        "In between it was also run with {others}{more}.", others=joined(others, "; "), more=more
    )


def _data(known: Known) -> Words:
    if not known.other_data:
        return Words()
    return words(
        "The data changed, too: these were first run on {on}, after {others} of them.",
        on=day(known.data_run),
        others=counted(known.other_data, "other version"),
    )


def _doubt(doubt: Doubt) -> Words:
    on, earlier = (text if doubt.what == CLOCK else day(text) for text in (doubt.on, doubt.earlier))
    return words(DOUBTS.get(doubt.what, "{on}: " + doubt.what), on=on, earlier=earlier)


def keys_words(changes: Sequence[KeyChange]) -> Words:
    """Keys with their old and new values: ``inference.test (wilcoxon → t)``."""
    said = [
        words(
            "{key} ({old} → {new})",
            key=Name(change.key, "key"),
            old=Name(_was(change.old)),
            new=Name(_was(change.new)),
        )
        for change in changes[:MOST_KEYS]
    ]
    rest = len(changes) - len(said)
    return joined([*said, *([counted(rest, "other key")] if rest else [])], ", ")


def _names(changes: Sequence[KeyChange]) -> Words:
    rest = len(changes) - MOST_KEYS
    said = [Name(change.key, "key") for change in changes[:MOST_KEYS]]
    return joined([*said, *([counted(rest, "other key")] if rest > 0 else [])], ", ")


def _was(value: str) -> str:
    """A value of a key in a sentence."""
    return _short(value) or "left out"


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


SINGULAR = {"cell": "cell", "property": "property of a patient", "key": "key of the plan"}
PLURAL = {"cell": "cells", "property": "properties of patients", "key": "keys of the plan"}


def change_line(changes: pd.DataFrame, plan: Plan) -> Words:
    """What changed since the state before, in a line; empty where nothing did.

    Parameters
    ----------
    changes
        The table ``changes``.
    plan
        The study's plan.
    """
    if not len(changes):
        return Words()
    counts: list[Words | str] = []
    for what in SINGULAR:
        for how in ("changed", "added", "gone"):
            n = int(((changes["what"] == what) & (changes["how"] == how)).sum())
            if n:
                counts.append(f"{counted(n, SINGULAR[what], PLURAL[what])} {how}")
    keys = changes[changes["what"] == "key"]
    if 0 < len(keys) <= MOST_KEYS:
        named = [
            Name(f"{row.text('key')}: {_was(row.text('old'))} → {_was(row.text('new'))}")
            for row in rows("changes", keys)
        ]
        counts[-1] = words("{count} ({keys})", count=counts[-1], keys=joined(named, ", "))
    verdicts = verdict_words(changes, plan)
    shown = verdicts[:MOST_VERDICTS]
    if rest := len(verdicts) - len(shown):
        shown.append(words(f"{counted(rest, 'other verdict')} changed"))
    said = joined(counts, ", ")
    return sentence(joined([said, *(shown or [words("no verdict changed")])], "; ")) + "."


def of_what(row: Row, plan: Plan) -> Words:
    """What a row of the table ``changes`` is about: ``P03, tumor / IL-2, CD25``."""
    parts: list[Part] = []
    if patient := row.text("patient"):
        parts.append(Name(patient, "patient"))
    if sample := row.several("sample"):
        parts.append(Name(" / ".join(sample)))
    if marker := row.text("marker"):
        known = marker in plan.markers
        parts.append(Name(plan.marker_label(marker) if known else marker, "marker"))
    if contrast := row.text("contrast"):
        known = contrast in plan.contrasts
        parts.append(Name(plan.contrast_label(contrast) if known else contrast, "contrast"))
    if key := row.text("key"):
        parts.append(Name(key, "key"))
    return joined(parts, ", ")


def verdict_words(changes: pd.DataFrame, plan: Plan) -> list[Words]:
    """Each verdict that changed, in words: ``CTLA-4 in tumor no longer shows evidence``."""
    found = changes[changes["what"] == "verdict"]
    return [
        _verdict(plan, *(row.text(name) for name in ("marker", "contrast", "old", "new")))
        for row in rows("changes", found)
    ]


def _verdict(plan: Plan, marker: str, contrast: str, old: str, new: str) -> Words:
    about = _about(plan, marker, contrast)
    was, does = (_evidence(text) for text in (old, new))
    if not new:
        return words("{about} is no longer asked", about=about)
    if not old:
        said = "is asked anew and shows evidence" if does else "is asked anew, without evidence"
        return words("{about} {said}", about=about, said=said)
    if does:
        how = {
            Verdict.INCREASE: " of an increase",
            Verdict.DECREASE: " of a decrease",
        }.get(Verdict(new), "")
        return words(
            "{about} now shows evidence{how}{instead}",
            about=about,
            how=how,
            instead=" in the other direction" if was else "",
        )
    if new == Verdict.NOT_ANSWERABLE:
        return words("{about} can no longer be answered", about=about)
    if was:
        return words("{about} no longer shows evidence", about=about)
    return words("{about} can now be answered, without evidence", about=about)


def _evidence(text: str) -> bool:
    return text in {verdict.value for verdict in Verdict} and Verdict(text).is_evidence


def _about(plan: Plan, marker: str, contrast: str) -> Words:
    """A marker and where it was asked: by the place if no other question has it, else by name."""
    name = marker_name(plan, marker) if marker in plan.markers else Name(marker, "marker")
    if contrast not in plan.contrasts:
        return words("{marker} ({contrast})", marker=name, contrast=Name(contrast, "contrast"))
    at = where(plan, contrast)
    alike = [
        other
        for other in _differences(plan)
        if other != contrast and str(where(plan, other)) == str(at)
    ]
    if at and contrast in _differences(plan) and not alike:
        return words("{marker} {at}", marker=name, at=at)
    return words("{marker} ({contrast})", marker=name, contrast=contrast_name(plan, contrast))


def _differences(plan: Plan) -> Iterable[str]:
    return [name for name in plan.contrasts if question(plan, name).number == NumberKind.DIFFERENCE]
