"""When the plan was fixed, and what changed since the state before, as a section."""

from dataclasses import dataclass

import pandas as pd

from explant.config.models import Plan
from explant.history.known import Known
from explant.language.history_words import change_line, history_sentences, of_what
from explant.language.words import Name, Row, Words, rows
from explant.numbers import MISSING
from explant.pages.page_cells import Cell, Listing, first_of

KINDS: dict[str, str] = {
    "cell": "cell",
    "derived": "derived value",
    "property": "property",
    "key": "key of the plan",
    "verdict": "verdict",
}


@dataclass(frozen=True)
class PastView:
    """What is known of the study's past.

    ``line`` and ``changes`` are empty where no other state is known.
    """

    sentences: list[Words]
    line: Words
    changes: Listing


def past_view(plan: Plan, known: Known, changes: pd.DataFrame | None) -> PastView:
    """The section on the study's past.

    Parameters
    ----------
    plan
        The study's plan.
    known
        What is known of when the plan was fixed.
    changes
        The table of that name; None where there is none.
    """
    found = rows("changes", changes)
    line = change_line(changes, plan) if changes is not None else Words()
    shown, caption = first_of(found, "What changed since the results before")
    listing = Listing(
        caption,
        ["What", "Of", "Before", "Now"],
        [_cells(row, plan) for row in shown],
        wide=frozenset({1}),
    )
    return PastView(history_sentences(known), line, listing)


def _cells(row: Row, plan: Plan) -> list[Cell]:
    what, how = row.text("what"), row.text("how")
    return [
        f"{KINDS.get(what, what)} {how}",
        of_what(row, plan),
        _value(row, "old"),
        _value(row, "new"),
    ]


def _value(row: Row, column: str) -> Cell:
    text = row.text(column)
    if row.text("what") == "verdict":
        return text.replace("_", " ") or MISSING
    return Name(text) if text else MISSING
