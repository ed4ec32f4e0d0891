"""What a paper takes along: the parts of ``manuscript.docx``, made as the first page makes them."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from explant.config.models import Plan
from explant.documents.manuscript import Figure, Table, manuscript
from explant.figures.figure_kind import PlannedFigure
from explant.figures.figure_kinds import COMPOSITE
from explant.figures.ranked_markers import shown_figures
from explant.language.answers.answer import Answer, as_answers
from explant.language.answers.robust_words import marks
from explant.language.answers.sentences import claim
from explant.language.answers.spoken import MOST_OTHERS, spoken
from explant.language.estimates import estimate_words, interval_words
from explant.language.evidence import p_words, patients_alone
from explant.language.methods.brief import brief_methods, brief_results
from explant.language.methods.paragraphs.of_network import network_methods
from explant.language.network_words import network_sentences
from explant.language.unit_of_study import noun, renamed, renamed_words
from explant.language.words import Words, rows
from explant.pages.answers.first_screen import named_markers
from explant.pages.patients.first_table import first_table

MOST_FIGURES = 12
"""Figures in place: of a large panel the others are files."""

READ = ("paired", "between", "interactions", "strata", "robustness", "baseline", "table_one")
OF_NETWORK = (
    *("network_genes", "network_overlap", "network_markers", "network_agreement"),
    *("network_terms", "network_random", "network_nodes", "network_counts"),
)


def for_paper(
    plan: Plan,
    tables: Mapping[str, pd.DataFrame],
    pictures: Mapping[str, bytes],
    legends: Mapping[str, str],
    run: Mapping[str, Any],
) -> bytes:
    """The bytes of the manuscript.

    Parameters
    ----------
    plan
        The study's plan.
    tables
        The tables by name.
    pictures
        Figures as PNG by their stem.
    legends
        What each figure shows, by its stem.
    run
        Content of ``run.json``.
    """
    # Names are marked in the passages, so a group called patients keeps its name there.
    unit = noun(plan, flat=False)
    read = {name: rows(name, tables.get(name)) for name in READ}
    found = as_answers([*read["paired"], *read["between"]])
    markers = named_markers(plan, found)
    mark = marks(read)

    def texts(passages: list[Words]) -> list[str]:
        return [_plain(renamed_words(passage, unit)) for passage in passages if passage]

    answer = (
        spoken(
            plan,
            found,
            as_answers(read["interactions"]),
            as_answers(read["strata"]),
            mark,
            markers,
        )
        if plan.contrasts
        else []
    )
    first = first_table(read["table_one"], plan)
    made = [
        Table(
            renamed(first.caption, unit),
            [_plain(cell) for cell in first.headings],
            [[_plain(cell) for cell in row] for row in first.rows],
        )
    ]
    chosen, caption = _told(found, markers, plan)
    if chosen:
        made.append(_results(chosen, plan, caption))
    drawn = shown_figures(plan, tables.get("paired", pd.DataFrame()), tables.get("between"))
    figures = [
        Figure(figure.title, legends.get(figure.stem, figure.title), pictures[figure.stem])
        for figure in drawn
        if figure.stem in pictures and _in_manuscript(figure)
    ]
    passages = {
        "Summary": texts(answer),
        "Methods": texts(
            brief_methods(plan, next(iter(read["baseline"]), None), run.get("versions"), found)
        ),
        "Results": texts(brief_results(plan, found, markers, mark)),
    }
    if plan.network is not None and "network_overlap" in tables:
        of_network = {name: rows(name, tables.get(name)) for name in OF_NETWORK}
        passages["Methods"] += texts(network_methods(plan.network))
        passages["Results"] += texts(network_sentences(of_network, plan))
    return manuscript(plan.report.title, passages, made, figures[:MOST_FIGURES])


def _in_manuscript(figure: PlannedFigure) -> bool:
    """Whether a figure stands in the manuscript: the answer first, and no single panel."""
    return figure.kind == COMPOSITE or figure.kind.place in (
        *("answer", "marker", "ranking", "strata", "network"),
    )


def _plain(cell: object) -> str:
    return str(cell).replace("\N{NO-BREAK SPACE}", " ")


def _told(found: list[Answer], markers: list[str], plan: Plan) -> tuple[list[Answer], str]:
    """Answers on the named markers, and those of questions that are asked of others alone."""
    chosen = [row for row in found if row.marker in markers]
    asked = {row.contrast for row in chosen}
    cut: list[str] = []
    for contrast in dict.fromkeys(row.contrast for row in found if row.contrast not in asked):
        own = [row for row in found if row.contrast == contrast]
        if len(own) > MOST_OTHERS:
            cut.append(
                f"{plan.contrast_label(contrast)}: the {MOST_OTHERS} of {len(own)} markers with "
                "the smallest adjusted p"
            )
            own = sorted(own, key=lambda row: (not row.is_tested, row.number("p_adjusted")))
        chosen += own[:MOST_OTHERS]
    return chosen, "; ".join(["Results of every question", *cut])


def _results(found: list[Answer], plan: Plan, caption: str) -> Table:
    """Every chosen answer in words."""
    return Table(
        caption,
        ["Marker", "Question", "Estimate", "Interval", "n", "Adjusted p", "Conclusion"],
        [
            [
                plan.marker_label(row.marker),
                plan.contrast_label(row.contrast),
                *(
                    [
                        _plain(estimate_words(row, plan)),
                        _plain(interval_words(row, plan)),
                        _plain(patients_alone(row)),
                        _plain(p_words(row, "p_adjusted", "p", plan.inference.alpha, bare=True)),
                        _plain(claim(row, plan)),
                    ]
                    if row.is_tested
                    else ["", "", _plain(patients_alone(row)), "", "not tested"]
                ),
            ]
            for row in found
        ],
    )
