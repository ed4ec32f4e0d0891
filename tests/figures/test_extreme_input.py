"""Figures, their texts and the workbook of studies at the edge; warnings are errors here."""

import re
from io import BytesIO

import numpy as np
import pytest

from explant.config.models import Marker
from explant.documents.workbook.book import write_workbook
from explant.figures.alternative_text import alternative_texts
from explant.figures.answer.answer_figure import answer_figure
from explant.figures.figure_names import primary_contrasts
from explant.figures.kit.ticks import difference_ticks, value_ticks
from explant.figures.marker.marker_figure import marker_figure
from explant.figures.overview.completeness import completeness_figure
from explant.figures.overview.forest import forest_figure
from explant.figures.overview.quantile_plot import quantile_plot
from explant.figures.overview.specification_curve import specification_curve
from explant.figures.overview.strata_figure import strata_figure
from tests.tables.studies import TWO_BY_TWO
from tests.tables.test_extreme_input import EVEN, FUNCTIONS, STUDIES, as_files, make, tables_of

NO_NUMBER = re.compile(r"\b(?:nan|NaN|inf|None(?! of)|NaT)\b")
WIDE = (
    {"A": [(1e300, 1e-300, -1e300, 0.0)] * 7, "B": [(5e-324, 1e300, 1.0, 1e-300)] * 7},
    EVEN,
)


def drawn(figure):
    """All texts of a figure as they are drawn."""
    buffer = BytesIO()
    figure.savefig(buffer, format="svg")
    return " ".join(re.findall(r">([^<>]+)<", buffer.getvalue().decode("utf-8")))


@pytest.mark.parametrize(
    "name",
    [
        "1e300",
        *(
            pytest.param(name, marks=pytest.mark.more)
            for name in ("no value at all", "one patient", "wide")
        ),
    ],
)
def test_figures_texts_and_workbook_of_extreme_studies(name, tmp_path):
    made = make(TWO_BY_TWO, *(WIDE if name == "wide" else STUDIES[name]))
    plan = made.plan
    tables = tables_of(made, set(FUNCTIONS) - {"mixed_models"})
    tables |= {"measurements": made.measurements, "patients": made.patients}
    tables = as_files(tables, plan)
    measurements, patients, differences = (
        tables[key] for key in ("measurements", "patients", "differences")
    )
    paired, strata, interactions = (tables[key] for key in ("paired", "strata", "interactions"))
    sensitivity, diagnostics = tables["sensitivity"], tables["diagnostics"]
    figures = [
        answer_figure(
            plan,
            *(paired, differences, strata, interactions, tables["robustness"], tables["cells"]),
            tables["between"],
        ),
        completeness_figure(plan, measurements, patients),
        forest_figure(plan, paired),
        quantile_plot(plan, tables["quantiles"], diagnostics),
        *(marker_figure(plan, key, measurements, differences, paired) for key in plan.markers),
        *(specification_curve(plan, key, sensitivity) for key in primary_contrasts(plan)),
        strata_figure(plan, "size", patients, differences, strata, interactions),
    ]
    texts = alternative_texts(plan, tables)
    for text in (*map(drawn, figures), *texts.values()):
        assert text
        assert not NO_NUMBER.search(text), NO_NUMBER.search(text)
    write_workbook(tmp_path / "results.xlsx", tables, plan)
    assert (tmp_path / "results.xlsx").stat().st_size > 0


def test_axes_of_all_numbers_have_a_few_readable_places():
    values = np.log2([5e-324, 1e300])
    for ticks in (value_ticks(values, Marker(scale="log2")), difference_ticks(values, "log2")):
        assert 3 <= len(ticks.places) <= 20
        assert all(ticks.low <= place <= ticks.high for place in ticks.places)
        assert len(set(ticks.labels)) == len(ticks.labels)
