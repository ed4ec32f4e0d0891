"""What other packages computed again, in one line; and which numbers disagree, if any do."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from explant.language.words import Name, Row, Words, joined, listed, words
from explant.numbers import counted

MOST_NAMED = 6
PACKAGES = {"scipy": "SciPy", "statsmodels": "statsmodels", "pingouin": "pingouin"}


@dataclass(frozen=True)
class SecondOpinion:
    """The line; ``disagrees`` where it has to stand first under what makes results less sure."""

    line: Words
    disagrees: bool


def second_opinion(found: Sequence[Row]) -> SecondOpinion | None:
    """The line about the rows of ``verification.csv``; None where nothing was compared."""
    compared = [row for row in found if not math.isnan(row.number("digits"))]
    if not compared:
        return None
    packages = dict.fromkeys((row.text("package"), row.text("version")) for row in compared)
    by = listed([Name(f"{PACKAGES.get(name, name)} {number}") for name, number in packages])
    apart = [row for row in compared if row.text("agrees") == "no"]
    of = counted(len(compared), "number")
    if not apart:
        # The digits of all: those of the one that agrees least.
        least = int(min(row.number("digits") for row in compared))
        line = words(
            "{count} of the tables recomputed by {packages}: all agree, to {digits} or more.",
            count=of,
            packages=by,
            digits=counted(least, "digit"),
        )
        return SecondOpinion(line, disagrees=False)
    named = [
        words(
            "{quantity} of {marker} ({contrast})",
            quantity=row.text("quantity"),
            marker=Name(row.text("marker")),
            contrast=Name(row.text("contrast")),
        )
        for row in apart[:MOST_NAMED]
    ]
    more = f" and {len(apart) - MOST_NAMED} more" if len(apart) > MOST_NAMED else ""
    line = joined(
        [
            words(
                "{apart} of {count} recomputed by {packages} "
                f"{'differs' if len(apart) == 1 else 'differ'} beyond rounding: ",
                apart=str(len(apart)),
                count=of,
                packages=by,
            ),
            joined(named, ", "),
            f"{more}. Both numbers stand in verification.csv.",
        ],
        "",
    )
    return SecondOpinion(line, disagrees=True)
