import os
import re
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET
import zlib
from io import BytesIO
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from PIL import Image

from explant.figures.figure_names import FORMATS
from explant.figures.kit.paper import DOUBLE
from explant.figures.kit.saving import encode_png, save
from explant.figures.marker.marker_figure import marker_figure
from tests.figures.conftest import study_of, two_by_two
from tests.figures.drawing import Tables, draw

SCRIPT = "import sys; from tests.figures.kit.test_saving import three; three(sys.argv[1])"


def three(directory: str | Path) -> None:
    """Draw three figures of the model study, one of them in every format."""
    s = study_of(two_by_two(), n=8)
    tables = Tables(s.measurements, s.patients, s.differences, s.paired, s.strata, s.interactions)
    draw(["marker_CD25"], s.plan, tables, Path(directory))
    draw(["forest", "strata_stage"], s.plan, tables, Path(directory), ["svg"])


def saved(study, directory: Path, formats: tuple[str, ...] = FORMATS) -> dict[str, bytes]:
    figure = marker_figure(study.plan, "CD25", study.measurements, study.differences, study.paired)
    paths = save(figure, directory, "marker_CD25", formats=formats)
    return {path.suffix: path.read_bytes() for path in paths}


@pytest.fixture(scope="module")
def files(study, tmp_path_factory) -> dict[str, bytes]:
    return saved(study, tmp_path_factory.mktemp("figure"))


def test_three_files(files) -> None:
    assert list(files) == [".svg", ".png", ".pdf"]
    assert files[".pdf"].startswith(b"%PDF")


@pytest.mark.more
def test_two_processes_write_the_same_bytes(tmp_path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    three(here)
    other = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    subprocess.run(
        [sys.executable, "-W", "error", "-c", SCRIPT, str(there)],
        check=True,
        env=os.environ | {"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": other},
        cwd=Path(__file__).parents[3],
    )
    names = sorted(path.name for path in here.iterdir())
    assert len(names) == 5
    for name in names:
        assert (here / name).read_bytes() == (there / name).read_bytes(), name


def test_the_readers_own_settings_change_nothing(study, files, tmp_path) -> None:
    with matplotlib.rc_context(
        {"font.size": 20, "lines.linewidth": 9, "svg.fonttype": "path", "savefig.facecolor": "red"}
    ):
        assert saved(study, tmp_path) == files


def test_no_dates_and_text_stays_text(files) -> None:
    svg = files[".svg"].decode()
    assert "date" not in svg.lower()
    assert "IL-2 effect in tumor" in svg
    assert "font-family: 'Arial', 'Helvetica', 'DejaVu Sans', sans-serif" in svg
    assert "font-family: 'DejaVu Sans'" not in svg
    pdf = files[".pdf"]
    assert b"CreationDate" not in pdf
    # TrueType, embedded: CIDFontType2 with a FontFile2, and no drawn letters of Type 3.
    assert b"/CIDFontType2" in pdf
    assert b"/FontFile2" in pdf
    assert b"/Type3" not in pdf


def test_ids_are_unique_and_none_is_counted(files) -> None:
    root = ET.fromstring(files[".svg"])
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert not [name for name in ids if re.fullmatch(r"(figure|axes|patch|line2d|text)_\d+", name)]


def test_png_is_what_matplotlib_draws(study, tmp_path) -> None:
    figure = marker_figure(study.plan, "CD25", study.measurements, study.differences, study.paired)
    save(figure, tmp_path, "x", formats=("png",))
    image = Image.open(tmp_path / "x.png")
    assert image.info["dpi"] == pytest.approx((300, 300), abs=0.01)
    dots = 300 * DOUBLE.scale
    assert image.size == tuple(int(side * dots) for side in figure.get_size_inches())
    assert np.asarray(image).min() < 50 < 250 < np.asarray(image).max()


def test_png_round_trip() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (7, 5, 3), dtype=np.uint8)
    encoded = encode_png(pixels, 300)
    assert struct.unpack(">II", encoded[16:24]) == (5, 7)
    image = Image.open(BytesIO(encoded))
    image.load()
    assert np.array_equal(np.asarray(image), pixels)


def test_fonts_in_a_pdf_carry_no_layout_tables_and_those_on_disk_keep_theirs(
    study, tmp_path
) -> None:
    from fontTools import subset
    from fontTools.ttLib import TTFont

    before = subset.load_font
    pdf = saved(study, tmp_path, ("pdf",))[".pdf"]
    assert subset.load_font is before
    streams = re.findall(rb"/Length1 .*?stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    fonts = [TTFont(BytesIO(zlib.decompress(stream))) for stream in streams]
    assert fonts
    for font in fonts:
        assert "glyf" in font
        assert not {"GSUB", "GPOS", "GDEF"} & set(font.keys())
    whole = TTFont(matplotlib.get_data_path() + "/fonts/ttf/DejaVuSans.ttf")
    assert {"GSUB", "GPOS", "GDEF"} <= set(whole.keys())
