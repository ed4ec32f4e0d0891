"""What the first screen says: sentences, picture, what is fragile and who was left out."""

from collections.abc import Mapping, Sequence

import pandas as pd

from explant.config.models import Plan
from explant.language.answers.answer import Answer, as_answers
from explant.language.answers.picture_words import MOST_ROWS, leading
from explant.language.answers.robust_words import marks
from explant.language.answers.spoken import spoken
from explant.language.words import Row, Words
from explant.pages.answers.answer_picture import Links, answer_picture
from explant.pages.patients.first_table import left_out_briefly
from explant.pages.printed import FirstScreen
from explant.pages.robustness.verdicts_section import fragile_sentences


def named_markers(plan: Plan, found: Sequence[Answer]) -> list[str]:
    """Markers that the answer names."""
    if not plan.contrasts:
        return []
    return [row.text("marker") for row in leading(plan, found, MOST_ROWS)]


def first_screen(
    plan: Plan,
    tables: Mapping[str, pd.DataFrame],
    read: Mapping[str, list[Row]],
    found: list[Answer],
    links: Links,
) -> FirstScreen:
    """The answer in sentences and as a picture.

    Parameters
    ----------
    plan
        The study's plan.
    tables
        The tables by name.
    read
        Their rows.
    found
        Rows of ``paired`` and ``between``.
    links
        Where the rest is said.
    """
    if not plan.contrasts:
        return FirstScreen([], None, [], Words())
    return FirstScreen(
        spoken(
            plan,
            found,
            as_answers(read["interactions"]),
            as_answers(read["strata"]),
            marks(read),
            named_markers(plan, found),
        ),
        answer_picture(plan, tables, read, links),
        fragile_sentences(read["robustness"], plan, plan.headline),
        left_out_briefly(read["flow"], plan) if read["flow"] else Words(),
    )
