"""The width in print: what is drawn is shrunk as a whole, and nothing else changes."""

import re
import zlib
from pathlib import Path

import pytest
from PIL import Image

from explant.config.models import Plan
from explant.config.models.plan import Figures
from explant.figures.kit import layout, style
from explant.figures.kit.paper import DOUBLE, INCHES, drawn_on, paper, paper_of
from explant.figures.kit.saving import save
from explant.figures.marker.marker_effects import beside_text
from explant.figures.marker.marker_figure import marker_figure
from tests.figures.conftest import Study

POINTS_PER_MILLIMETER = 72 / 25.4


def of_width(plan: Plan, **looks: object) -> Plan:
    return plan.model_copy(update={"figures": Figures.model_validate(looks)})


@pytest.mark.parametrize("width", [89, 183])
def test_files_have_the_width_in_print(study: Study, tmp_path: Path, width: int) -> None:
    plan = of_width(study.plan, width=width)
    figure = marker_figure(plan, "CD25", study.measurements, study.differences, study.paired)
    svg, png, pdf = save(figure, tmp_path, "x", paper_of(plan))
    points = width * POINTS_PER_MILLIMETER
    root = re.search(r'<svg[^>]* width="([\d.]+)pt"', svg.read_text(encoding="utf-8"))
    assert root is not None
    assert float(root[1]) == pytest.approx(points, abs=0.01)
    with Image.open(png) as image:
        assert image.width / image.info["dpi"][0] * 25.4 == pytest.approx(width, abs=0.1)
    box = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ", pdf.read_bytes())
    assert box is not None
    assert float(box[1]) == pytest.approx(points, abs=0.01)
    # The page's content is scaled by what the page is.
    stream = pdf.read_bytes().split(b"stream\n", 1)[1]
    drawn = zlib.decompressobj().decompress(stream).decode("latin-1")
    scale = re.search(r"^([\d.]+) 0 0 ([\d.]+) 0 0 cm$", drawn, re.MULTILINE)
    assert scale is not None
    assert float(scale[1]) == pytest.approx(points / 72 / INCHES[width], abs=1e-6)


def test_text_is_five_to_eight_points_high_in_print() -> None:
    for width in INCHES:
        for size in (style.BASE, style.SMALL, style.TINY):
            assert 5 <= size * paper_of(of_width_of_nothing(width)).scale <= 8


def of_width_of_nothing(width: int) -> Plan:
    plan = Plan.model_validate(
        {"spreadsheet": {"path": "x.xlsx", "layout": "long"}, "markers": {"CD25": {}}}
    )
    return of_width(plan, width=width)


def test_formats_that_are_not_asked_for_are_not_written(study: Study, tmp_path: Path) -> None:
    plan = of_width(study.plan, formats=["png"])
    figure = marker_figure(plan, "CD25", study.measurements, study.differences, study.paired)
    save(figure, tmp_path, "x", paper_of(plan), plan.figures.every_format)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["x.png", "x.svg"]


def test_another_face_is_measured_and_written(study: Study, tmp_path: Path) -> None:
    plan = of_width(study.plan, font="DejaVu Serif")
    figure = marker_figure(plan, "CD25", study.measurements, study.differences, study.paired)
    svg, _, pdf = save(figure, tmp_path, "x", paper_of(plan))
    assert "font-family: 'DejaVu Serif'" in svg.read_text(encoding="utf-8")
    assert b"DejaVuSerif" in pdf.read_bytes()
    with drawn_on(paper_of(plan)):
        serif = layout.text_width("minimum", 9.0)
    assert serif != layout.text_width("minimum", 9.0)


def test_a_paper_is_left_again() -> None:
    with drawn_on(paper_of(of_width_of_nothing(89))):
        assert paper().narrow
    assert paper() == DOUBLE
    assert not paper().narrow


@pytest.mark.parametrize(
    ("asked", "present", "absent"),
    [
        (["n"], ["n = 12"], ["p ", "p<"]),
        (["p"], ["p "], ["n = "]),
        ([], [], ["n = ", "p "]),
    ],
)
def test_what_stands_beside_an_effect_is_the_plans(
    study: Study, asked: list[str], present: list[str], absent: list[str]
) -> None:
    plan = of_width(study.plan, annotate=asked)
    row = study.paired.iloc[0].copy()
    row["n"], row["group_sizes"], row["level"] = 12, "", 0.95
    text = beside_text(plan, row)
    assert all(words in text for words in present)
    assert not any(words in text for words in absent)
