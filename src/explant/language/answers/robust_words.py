"""How robust a verdict is, in words: the one place where *firm* and *fragile* are told apart."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from explant.language.answers.answer import Answer, as_answers
from explant.language.words import Name, Row, Words, words

Grade = Literal["", "firm", "nearly firm", "fragile"]
GRADES: tuple[Grade, ...] = ("firm", "nearly firm", "fragile")

FEW = 0.1
"""Share of the patients up to which a finding that hangs on one of them is *nearly firm*."""

GRADES_ARE = (
    "Firm: shown in every equivalent analysis and without any one patient; nearly firm: but for at "
    "most one patient in ten; fragile: neither."
)
"""What the words mean, beneath a picture that uses them."""


def grade(row: Row | None) -> Grade:
    """The grade of a row of ``robustness.csv``; a verdict of no evidence has none.

    What was not shown is no finding that could be firm.

    Examples
    --------
    >>> found = {"verdict": "evidence_of_increase", "robustness": "fragile", "n_left_out": 20}
    >>> agreed = found | {"n_same_verdict": 18, "n_specifications": 18}
    >>> grade(Row("robustness", 0, agreed | {"n_deciding": 2}))
    'nearly firm'
    >>> grade(Row("robustness", 0, agreed | {"n_deciding": 3}))
    'fragile'
    >>> grade(Row("robustness", 0, agreed | {"verdict": "no_evidence"}))
    ''
    """
    if row is None or not row.text("robustness") or not row.text("verdict").startswith("evidence"):
        return ""
    if row.text("robustness") == "firm":
        return "firm"
    agreed = row.count("n_same_verdict") == row.count("n_specifications")
    few = (row.count("n_deciding") or 0) <= FEW * (row.count("n_left_out") or 0)
    within = row.text("below_detection") != "changes"
    return "nearly firm" if agreed and few and within else "fragile"


def marks(read: Mapping[str, Sequence[Row]]) -> Callable[[Answer], str]:
    """What a sentence says beside a finding that is not firm, by the answer's row."""
    known = {(row.text("marker"), row.text("contrast")): row for row in read["robustness"]}

    def mark(row: Answer) -> str:
        found = grade(known.get((row.marker, row.contrast)))
        return "" if found == "firm" else found

    return mark


def robust_row(found: Sequence[Row], row: Answer) -> Answer | None:
    """The row of ``robustness.csv`` on an answer, where that has a verdict."""
    own = as_answers(
        each
        for each in found
        if all(each.text(key) == row.text(key) for key in ("marker", "contrast"))
        and each.text("robustness")
    )
    return own[0] if own else None


def held_of(row: Answer) -> Words:
    """In a few words what a grade rests on, or how a verdict of no evidence would change."""
    same, every = row.count("n_same_verdict"), row.count("n_specifications")
    deciding = row.count("n_deciding") or 0
    analyses = words(
        "{shown} in {same} of {every} analyses",
        shown="shown" if row.has_evidence else "not shown",
        same=row.traced("n_same_verdict", str(same or 0)),
        every=row.traced("n_specifications", str(every or 0)),
    )
    if same != every or not deciding:
        return analyses
    whom: Name | Words = Name(next(iter(row.several("deciding_patients")), ""), "patient")
    if deciding > 1:
        whom = words("any one of {n} patients", n=row.traced("n_deciding", str(deciding)))
    return words(
        "{lost} without {whom}", lost="not shown" if row.has_evidence else "shown", whom=whom
    )
