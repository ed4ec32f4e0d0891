"""The parts of the report that question its results, made from the tables beside them."""

from collections.abc import Callable, Mapping

from explant.config.models import Plan
from explant.figures.figure_kind import Place
from explant.figures.figure_names import primary_contrasts
from explant.language.asked import contrast_name
from explant.language.words import Row, Words
from explant.pages.page_cells import Listing
from explant.pages.printed import (
    Answers,
    DiagnosticsView,
    FigureView,
    ModelsView,
    ProgramsView,
    Robustness,
    SensitivityView,
)
from explant.pages.robustness.bounds_section import bounds_sentence
from explant.pages.robustness.diagnostics_section import diagnostics_listing, flagged_sentences
from explant.pages.robustness.equivalence_section import equivalence_listing, equivalence_sentence
from explant.pages.robustness.influence_section import (
    influence_listing,
    influence_sentence,
    influence_summary,
)
from explant.pages.robustness.mixed_models_section import (
    mixed_models_listing,
    not_fitted,
    variances_listing,
)
from explant.pages.robustness.programs_section import programs_listing, programs_sentence, sources
from explant.pages.robustness.sensitivity_section import analyses_listing, sensitivity_sentence
from explant.pages.robustness.trends_section import trend_sentence, trends_listing
from explant.pages.robustness.verification_line import second_opinion

Tables = Mapping[str, list[Row]]
Figures = Callable[[Place, str | None], list[FigureView]]

NAMES = (
    "equivalence",
    "trends",
    "sensitivity",
    "influence",
    "robustness",
    "diagnostics",
    "quantiles",
    "mixed_models",
    "software",
    "verification",
    "bounds",
)


def robustness(
    plan: Plan, read: Tables, figures: Figures, anchor: Callable[..., str]
) -> Robustness:
    """Everything that stands beside the results and questions them.

    Parameters
    ----------
    plan
        The study's plan.
    read
        Rows of the tables :data:`NAMES` and ``paired``; no rows for a table that is absent.
    figures
        Figures of a place and a subject, ready to stand on the page.
    anchor
        Anchor of a section from its kind, its name and its place in the plan.
    """
    return Robustness(
        equivalence=_answers(
            [equivalence_sentence(row, plan) for row in read["equivalence"]],
            equivalence_listing(read["equivalence"], plan),
        ),
        trends=_answers(
            [trend_sentence(row, plan) for row in read["trends"]],
            trends_listing(read["trends"], plan),
        ),
        sensitivity=[
            found
            for place, contrast in enumerate(plan.contrasts)
            if contrast in primary_contrasts(plan)
            and (
                found := _sensitivity(
                    plan, contrast, read, figures, anchor("sensitivity", contrast, place)
                )
            )
        ],
        diagnostics=_diagnostics(plan, read, figures),
        mixed_models=_models(plan, read),
        programs=_programs(plan, read["software"]),
        sources=sources(read["software"]),
        bounds=tuple(each for row in read["bounds"] if (each := bounds_sentence(row, plan))),
        second_opinion=second_opinion(read["verification"]),
    )


def _answers(sentences: list[Words], table: Listing) -> Answers | None:
    return Answers(sentences, table) if sentences or table else None


def _by_marker(plan: Plan, found: list[Row], contrast: str) -> list[list[Row]]:
    """Rows of one contrast, those of each marker together, in the plan's order."""
    of_marker: dict[str, list[Row]] = {}
    for row in found:
        if row.text("contrast") == contrast:
            of_marker.setdefault(row.text("marker"), []).append(row)
    return [of_marker[marker] for marker in plan.markers if marker in of_marker]


def _sensitivity(
    plan: Plan,
    contrast: str,
    read: Tables,
    figures: Figures,
    place: str,
) -> SensitivityView | None:
    analyses = _by_marker(plan, read["sensitivity"], contrast)
    influence = _by_marker(plan, read["influence"], contrast)
    if not analyses and not influence:
        return None
    paired = [row for row in read["paired"] if row.text("contrast") == contrast]
    declared = {row.text("marker"): row for row in paired}
    with_declared = [(found, declared.get(found[0].text("marker"))) for found in influence]
    return SensitivityView(
        place,
        contrast_name(plan, contrast),
        figures("sensitivity", contrast),
        [sensitivity_sentence(found, plan) for found in analyses],
        analyses_listing([row for found in analyses for row in found], plan),
        influence_summary(with_declared, plan),
        [influence_sentence(found, own, plan) for found, own in with_declared],
        influence_listing([row for found in influence for row in found], paired, plan),
    )


def _diagnostics(plan: Plan, read: Tables, figures: Figures) -> DiagnosticsView | None:
    if not read["diagnostics"]:
        return None
    return DiagnosticsView(
        figures("diagnostics", None),
        flagged_sentences(read["diagnostics"], read["quantiles"], plan),
        diagnostics_listing(read["diagnostics"], plan),
    )


def _models(plan: Plan, read: Tables) -> ModelsView | None:
    found = read["mixed_models"]
    if not found:
        return None
    return ModelsView(
        not_fitted(found, plan),
        mixed_models_listing(found, read["paired"], plan),
        variances_listing(found, plan),
    )


def _programs(plan: Plan, found: list[Row]) -> list[ProgramsView]:
    shown: list[ProgramsView] = []
    for contrast in primary_contrasts(plan) or list(plan.contrasts):
        own = [row for rows in _by_marker(plan, found, contrast) for row in rows]
        if own:
            shown.append(
                ProgramsView(
                    contrast_name(plan, contrast),
                    programs_sentence(own, plan),
                    programs_listing(own, plan),
                )
            )
    return shown
