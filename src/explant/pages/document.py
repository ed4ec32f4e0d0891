"""The two pages of a study, made of tables, figures and sentences: each needs no other file.

``report.html`` is read, ``supplement.html`` is looked things up in. Both are rendered from one
:class:`explant.pages.printed.Page`, so that what they share is made once.
"""

from collections.abc import Callable, Container, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from explant.config.models import Plan
from explant.figures.alternative_text import legend_parts
from explant.figures.figure_names import every_marker_has_panel
from explant.figures.ranked_markers import panel_markers, shown_figures
from explant.history.known import Known
from explant.language.answers.answer import Answer, as_answers
from explant.language.answers.robust_words import marks
from explant.language.answers.sentences import family_sizes, result_sentence
from explant.language.asked import formula, marker_name, weighted_cells
from explant.language.methods.brief import brief_methods, brief_results
from explant.language.methods.study_methods import study_methods
from explant.language.references.citing import bibliography
from explant.language.words import Row, Words, rows, rows_of_markers
from explant.numbers import level_text
from explant.pages.anchors import anchor, marker_anchors, sentence_anchor
from explant.pages.answers.answer_picture import Links
from explant.pages.answers.between_listings import between_listings, other_between_results
from explant.pages.answers.first_screen import first_screen, named_markers
from explant.pages.answers.listings import (
    anova_listing,
    baseline_listing,
    columns_listing,
    contrasts_listing,
    other_results,
    problems_listing,
    results_listing,
)
from explant.pages.answers.matrix import matrix
from explant.pages.answers.ranking import RANKING, ranking
from explant.pages.answers.summary import problem_counts, study_sentence, unanswered
from explant.pages.checklists.checklists import checklists
from explant.pages.drawn_figures import DrawnFigures
from explant.pages.inline_svg import element
from explant.pages.network.network_section import network_view
from explant.pages.past.past_section import past_view
from explant.pages.patients.first_table import first_table, patient_flow
from explant.pages.patients.patient_rows import patients_view
from explant.pages.printed import (
    Finding,
    ForPaper,
    HowSure,
    MarkerView,
    Page,
)
from explant.pages.rendering import Pages, rendered
from explant.pages.robustness.programs_section import programs_sentence
from explant.pages.robustness.robustness_sections import NAMES as ROBUSTNESS
from explant.pages.robustness.robustness_sections import robustness
from explant.pages.robustness.simulation_section import simulation
from explant.pages.robustness.verdicts_section import (
    verdict_counts,
    verdicts_listing,
)
from explant.pages.strata.in_whom import in_whom, inseparable
from explant.pages.strata.stratifiers import strata_views
from explant.progress import through
from explant.tables.columns import TABLES as MEANINGS

TABLES = (
    "paired",
    "between",
    "strata",
    "interactions",
    "anova",
    *ROBUSTNESS,
    "baseline",
    "table_one",
    "flow",
    "cells",
    "differences",
    "measurements",
    "patients",
    "columns",
    "problems",
)
# Declared one by one, or computed for the first markers of the plan only.
_KEPT_WHOLE = frozenset(
    {"paired", "between", "equivalence", "sensitivity", "influence", "mixed_models"}
)
# A row a patient: of a large panel more than all others together, and only panels say them.
_OF_PANELS = {"quantiles"}


__all__ = ["Pages", "anchor", "build"]


def build(
    plan: Plan,
    tables: Mapping[str, pd.DataFrame],
    figures: Mapping[str, str],
    alternative_texts: Mapping[str, str],
    run: Mapping[str, Any],
    known: Known | None = None,
    compiled: Path | None = None,
    in_page: Callable[[str, str], str] = element,
) -> Pages:
    """Render both pages.

    Parameters
    ----------
    plan
        The study's plan.
    tables
        The tables of ``results/<study>/`` by name, without ``.csv``. Only those that answer the
        plan's questions are needed, ``paired`` and ``between``; a table that is absent leaves its
        section out.
    figures
        Text of each SVG figure by its stem.
    alternative_texts
        What each figure shows, in words, by its stem.
    run
        Content of ``run.json``.
    known
        What is known of when the plan was fixed; nothing when left out.
    compiled
        Folder in which compiled templates are kept between runs, of this version of the code;
        nothing is kept when left out.
    in_page
        Makes a figure an element of a page, as :func:`explant.pages.inline_svg.element` does.

    Returns
    -------
    Pages
        Whole HTML pages. They refer to each other and to tables and figures beside them by relative
        links, and load nothing.

    Raises
    ------
    ValueError
        When a figure is not SVG.
    """
    every = shown_figures(plan, tables.get("paired", pd.DataFrame()), tables.get("between"))
    drawn = DrawnFigures(every, figures, alternative_texts, in_page)
    page = _page(plan, tables, drawn, run, known or Known())
    return rendered(page, plan, compiled)


def _page(
    plan: Plan,
    tables: Mapping[str, pd.DataFrame],
    drawn: DrawnFigures,
    run: Mapping[str, Any],
    known: Known,
) -> Page:
    few = set() if every_marker_has_panel(plan) else _OF_PANELS
    read = {name: rows(name, tables.get(name)) for name in TABLES if name in _SHOWN - few}
    panels = _panels(plan, tables)
    read |= {name: rows_of_markers(name, tables.get(name), panels) for name in few}
    titles = {figure.stem: figure.title for figure in drawn.every}
    beside_panels = _of_markers(read, panels, plan)
    found = as_answers([*read["paired"], *read["between"]])
    interactions = as_answers(read["interactions"])
    within = [row for row in beside_panels["anova"] if not row.text("stratifier")]
    by_strata = [row for row in beside_panels["anova"] if row.text("stratifier")]
    anova = anova_listing(within, plan)
    anchors = marker_anchors(plan)
    topics = study_methods(
        plan, read, {name for name, found in read.items() if found}, run.get("versions")
    )
    paragraphs = [text for topic in topics for text in topic.paragraphs]
    brief = brief_methods(plan, next(iter(read["baseline"]), None), run.get("versions"), found)
    lists = checklists(plan, read, bool(run.get("versions")))
    problems = tables.get("problems", pd.DataFrame({"severity": []}))

    def link(marker: str, contrast: str) -> str:
        return sentence_anchor(plan, marker, contrast) if marker in panels else RANKING

    def sure_anchor(marker: str, contrast: str) -> str:
        return f"sure-{sentence_anchor(plan, marker, contrast)}"

    verdicts = verdicts_listing(read["robustness"], plan, sure_anchor)

    def sure(marker: str, contrast: str) -> str:
        there = sure_anchor(marker, contrast)
        return there if there in verdicts.anchors else "how-sure"

    def marker_link(marker: str) -> str:
        return anchors[marker] if marker in panels else RANKING

    strata = strata_views(
        plan,
        lambda shown: _of_markers(read, {*panels, *shown}, plan),
        tables.get("interactions"),
        drawn.at,
        anchor,
    )

    return Page(
        plan=plan,
        title=plan.report.title,
        study=study_sentence(plan, next(iter(read["baseline"]), None)),
        answer=first_screen(plan, tables, read, found, Links(link, marker_link, sure)),
        flow=patient_flow(read["flow"], plan),
        first_table=first_table(read["table_one"], plan),
        in_whom=in_whom(plan, strata, interactions),
        how_sure=HowSure(
            verdict_counts(read["robustness"]),
            verdicts,
            simulation(plan, read),
            programs_sentence(read["software"], plan) if read["software"] else Words(),
        ),
        past=past_view(plan, known, tables.get("changes")),
        paper=ForPaper(
            brief,
            brief_results(plan, found, named_markers(plan, found), marks(read)),
            [
                legend_parts(figure.title, drawn.texts.get(figure.stem, ""))
                for figure in drawn.every
                if figure.stem in drawn.svg
            ],
        ),
        matrix=matrix(
            plan,
            found,
            {name: place if name in panels else RANKING for name, place in anchors.items()},
            link,
        ),
        unanswered=[
            *unanswered(plan, found, interactions, as_answers(read["strata"]), read["baseline"]),
            *inseparable(read["table_one"], plan),
        ],
        problem_counts=problem_counts(problems),
        problems=problems_listing(read["problems"], plan),
        # The step that reads the spreadsheet makes one for errors and warnings.
        marked_copy=bool(problems["severity"].isin(["error", "warning"]).any()),
        columns=columns_listing(read["columns"]),
        of_data=drawn.at("data"),
        baseline=baseline_listing(read["baseline"], plan),
        patients=patients_view(plan, tables, read["problems"]),
        markers=_markers(plan, found, drawn, panels),
        ranking=ranking(plan, tables, drawn.at("ranking")),
        of_effects=drawn.at("effects"),
        strata=strata,
        anova=anova,
        anova_strata=anova_listing(by_strata, plan),
        robustness=robustness(plan, beside_panels, drawn.at, anchor),
        network=network_view(plan, tables),
        of_network=drawn.at("network"),
        of_network_lists=drawn.at("network_lists"),
        contrasts=contrasts_listing(
            plan,
            [(name, formula(plan, name), weighted_cells(plan, name)) for name in plan.contrasts],
        ),
        methods=topics,
        parameters=_parameters(plan, run),
        run=run,
        methods_references=bibliography(paragraphs),
        checklists=lists,
        references=bibliography([*paragraphs, *brief, *(each.source for each in lists)]),
        tables={name: text for name, text in MEANINGS.items() if len(tables.get(name, ()))},
        empty=[name for name in MEANINGS if name in tables and tables[name].empty],
        figures={stem: titles.get(stem, stem) for stem in drawn.svg},
        level=level_text(plan.inference.confidence),
    )


_SHOWN = {
    "paired",
    "between",
    "strata",
    "interactions",
    "anova",
    "baseline",
    "columns",
    "problems",
    "table_one",
    "flow",
    "cells",
    *ROBUSTNESS,
}


def _panels(plan: Plan, tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Markers with a panel of their own, each with the stem of its figure."""
    if not plan.contrasts:
        return {}
    return panel_markers(plan, tables.get("paired", pd.DataFrame()), tables.get("between"))


def _of_markers(
    read: Mapping[str, list[Row]], markers: Container[str], plan: Plan
) -> Mapping[str, list[Row]]:
    """Rows of some markers, where the plan has more than the page has room for."""
    if every_marker_has_panel(plan):
        return read
    return {
        name: found if name in _KEPT_WHOLE else [r for r in found if _within(r, markers)]
        for name, found in read.items()
    }


def _within(row: Row, markers: Container[str]) -> bool:
    return not row.text("marker") or row.text("marker") in markers


def _markers(
    plan: Plan,
    found: list[Answer],
    drawn: DrawnFigures,
    panels: Mapping[str, str],
) -> list[MarkerView]:
    if not plan.contrasts:
        return []
    sizes = family_sizes(found)
    order = {name: place for place, name in enumerate(plan.contrasts)}
    views: list[MarkerView] = []
    anchors = marker_anchors(plan)
    for name in through(panels, "markers"):
        own = sorted(
            (row for row in found if row.text("marker") == name),
            key=lambda row: order.get(row.text("contrast"), len(order)),
        )
        # A marker of which the headline is not asked, such as a ratio, has its first question.
        asked = [row.text("contrast") for row in own]
        leading = plan.headline if plan.headline in asked else next(iter(asked), "")
        within = [row for row in own if row.table == "paired"]
        between = [row for row in own if row.table == "between"]
        views.append(
            MarkerView(
                anchors[name],
                marker_name(plan, name),
                plan.markers[name].gene or "",
                drawn.at("marker", name),
                [
                    Finding(
                        result_sentence(
                            row,
                            plan,
                            sizes.get(row.text("family")),
                            # Which test fits a comparison of groups depends on the groups.
                            with_test=row.table == "between",
                        ),
                        sentence_anchor(plan, name, row.text("contrast")),
                    )
                    for row in own
                ],
                [
                    Finding(
                        result_sentence(row, plan, sizes.get(row.text("family")), with_test=False),
                        sentence_anchor(plan, name, row.text("contrast")),
                    )
                    for row in own
                    if row.text("contrast") == leading
                ],
                [
                    *([results_listing(within, plan, "contrast")] if within else []),
                    *between_listings(between, plan),
                ],
                [
                    *([other_results(within, plan)] if within else []),
                    *other_between_results(between, plan),
                ],
            )
        )
    return views


def _parameters(plan: Plan, run: Mapping[str, Any]) -> str:
    config = run.get("config") or plan.model_dump(mode="json")
    return yaml.safe_dump(config, sort_keys=False, allow_unicode=True, width=88)
