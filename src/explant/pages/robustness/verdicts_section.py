"""How sure: the verdicts of robustness.csv, firm or fragile, as a table and in short sentences."""

import math
from collections import Counter
from collections.abc import Callable, Sequence

from explant.config.models import Plan
from explant.language.answers.robust_words import GRADES, grade
from explant.language.asked import contrast_name, marker_name
from explant.language.words import Name, Row, Traced, Words, listed, words
from explant.numbers import MISSING, counted, in_order
from explant.pages.page_cells import Cell, Listing, count_cell, p_cell

MOST_ROWS = 24
MOST_NAMED = 8


def verdicts_listing(
    found: Sequence[Row], plan: Plan, anchor: Callable[[str, str], str]
) -> Listing:
    """Every verdict that was asked anew, the fragile ones first where there is no room for all.

    Parameters
    ----------
    found
        Rows of ``robustness.csv``.
    plan
        The study's plan.
    anchor
        Anchor of the row of a marker and a contrast.
    """
    known = [row for row in found if row.text("robustness")]
    if len(known) > MOST_ROWS:
        known = sorted(known, key=lambda row: row.text("robustness") != "fragile")[:MOST_ROWS]
    alpha = plan.inference.alpha
    below = any(row.text("below_detection") for row in known)
    headings: list[Cell] = ["Marker", "Question", "Verdict", "Same verdict", "Adjusted p"]
    headings += ["Patients who decide", *(["Below detection"] if below else []), "Robustness"]
    return Listing(
        "Each primary verdict with its family asked anew",
        headings,
        [
            [
                marker_name(plan, row.text("marker")),
                contrast_name(plan, row.text("contrast")),
                "shown" if row.text("verdict").startswith("evidence") else "not shown",
                words(
                    "{same} of {every} analyses",
                    same=count_cell(row, "n_same_verdict"),
                    every=count_cell(row, "n_specifications"),
                ),
                _range_of_p(row, alpha),
                deciding(row),
                *([row.text("below_detection") or MISSING] if below else []),
                grade(row) or ("holds" if row.text("robustness") == "firm" else "changes"),
            ]
            for row in known
        ],
        whole=frozenset({3, 4}),
        anchors=[anchor(row.text("marker"), row.text("contrast")) for row in known],
    )


def _range_of_p(row: Row, alpha: float) -> Words:
    """The smallest and the largest adjusted p of all analyses; one where both read alike."""
    low, high = (p_cell(row, f"p_adjusted_{end}", alpha) for end in ("smallest", "largest"))
    if str(low) == str(high):
        return words("{low}", low=low)
    return words("{low} to {high}", low=low, high=high)


def deciding(row: Row) -> Cell:
    """The patients without whom a verdict turns."""
    names = row.several("deciding_patients")
    if not names:
        return "none" if row.count("n_left_out") else MISSING
    if len(names) > MOST_NAMED:
        return words(
            "{n} of {every}",
            n=count_cell(row, "n_deciding"),
            every=count_cell(row, "n_left_out"),
        )
    return listed([Name(name, "patient") for name in names])


def fragile_sentences(found: Sequence[Row], plan: Plan, contrast: str) -> list[Words]:
    """What would make a verdict of one contrast fall, a passage for each that is fragile."""
    said: list[Words] = []
    for row in found:
        if row.text("contrast") != contrast or row.text("robustness") != "fragile":
            continue
        reasons: list[Words] = []
        count = row.count("n_deciding") or 0
        if count:
            names = row.several("deciding_patients")
            who: Words | str = (
                words(" ({names})", names=listed([Name(n, "patient") for n in names], "or"))
                if count <= MOST_NAMED
                else ""
            )
            side = "below" if not row.text("verdict").startswith("evidence") else "above"
            any_one = words(
                "any one of {n} patients{who}",
                n=Traced(str(count), row.table, row.index, "n_deciding"),
                who=who,
            )
            reasons.append(
                words(
                    "leaving out {whom} takes adjusted p {side} {alpha}",
                    whom=Name(names[0], "patient") if count == 1 else any_one,
                    side=side,
                    alpha=f"{plan.inference.alpha:g}",
                )
            )
        share = row.number("share_same_verdict")
        if not math.isnan(share) and share < 1:
            reasons.append(
                words(
                    "only {same} of {every} equivalent analyses agree",
                    same=count_cell(row, "n_same_verdict"),
                    every=count_cell(row, "n_specifications"),
                )
            )
        if row.text("below_detection") == "changes":
            reasons.append(Words(("it hangs on the values below detection",)))
        said.append(
            words(
                "{marker}: {reasons}.",
                marker=marker_name(plan, row.text("marker")),
                reasons=listed(reasons),
            )
        )
    return said


def verdict_counts(found: Sequence[Row]) -> Words:
    """How many findings are firm, how many other verdicts hold, and what was not asked anew."""
    known = [row for row in found if row.text("robustness")]
    grades = Counter(grade(row) for row in known)
    others = [row for row in known if not grade(row)]
    parts: list[str] = []
    if shown := len(known) - len(others):
        named = [f"{grades[name]} {name}" for name in GRADES if grades[name]]
        named[0] = named[0].replace(" ", " is " if named[0].startswith("1 ") else " are ", 1)
        told = f"Of {shown} primary findings {in_order(named)}"
        if shown == 1:
            told = f"The one primary finding is {named[0].split(' ', 2)[2]}"
        parts.append(
            f"{told} (firm: the same verdict in every equivalent analysis, without any one "
            "patient, and wherever values below detection lie)."
        )
    if others:
        kept = sum(row.text("robustness") == "firm" for row in others)
        told = f"Of {len(others)} primary answers without evidence {kept} "
        if len(others) == 1:
            told = f"The one primary answer without evidence {'' if kept else 'does not '}"
        parts.append(f"{told}{'stays' if kept == 1 else 'stay'} so in all of these analyses.")
    large = [row for row in found if row.text("note").startswith("family of")]
    if large:
        which = f"{counted(len(large), 'more primary verdict')}" if known else "No primary verdict"
        was = "was" if len(large) == 1 or not known else "were"
        family = large[0].text("note").split(":")[0]
        parts.append(
            f"{which} {was}{' not' if known else ''} asked anew: that is done in families of up to "
            f"60 tests ({family})."
        )
    return Words((" ".join(parts),)) if parts else Words()
