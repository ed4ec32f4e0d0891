"""Fonts in a PDF: made once for many figures, and no letter is lost."""

import re
import zlib
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont
from matplotlib.backends import _backend_pdf_ps
from matplotlib.figure import Figure

from explant.figures.kit import embedded_fonts
from explant.figures.kit.embedded_fonts import ALPHABETS, whole_alphabets
from explant.figures.kit.paper import DOUBLE, drawn_on
from explant.figures.kit.saving import save

pytestmark = pytest.mark.skipif(
    not hasattr(_backend_pdf_ps, "SubsetResults"), reason="matplotlib embeds letters by itself"
)


def pdf_of(text: str, folder) -> bytes:
    with drawn_on(DOUBLE):
        figure = Figure(figsize=(4, 2))
        figure.text(0.1, 0.5, text)
    return save(figure, folder, "text", formats=("pdf",))[0].read_bytes()


def fonts_in(pdf: bytes) -> list[TTFont]:
    streams = re.findall(rb"/Length1 .*?stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return [TTFont(BytesIO(zlib.decompress(stream))) for stream in streams]


def letters(fonts: list[TTFont]) -> set[str]:
    return {chr(code) for font in fonts for code in font.getBestCmap()}


def test_a_font_has_the_whole_alphabet_and_what_stands_beyond_it(tmp_path) -> None:
    assert set(ALPHABETS[0]) <= letters(fonts_in(pdf_of("CD25", tmp_path)))
    found = letters(fonts_in(pdf_of("Ångström − Ж", tmp_path)))
    assert {*"Åö−Ж", *ALPHABETS[0]} <= found


def test_signs_are_embedded_only_where_one_stands(tmp_path) -> None:
    assert "≥" not in letters(fonts_in(pdf_of("CD25", tmp_path)))
    assert "≥" in letters(fonts_in(pdf_of("CD25 ≤ 5", tmp_path)))


def test_other_letters_of_the_alphabet_do_not_open_the_font_again(tmp_path) -> None:
    pdf_of("CD25 fell, p ≤ 0.05", tmp_path)
    before = embedded_fonts._embedded.cache_info().misses
    pdf_of("office → FOXP3 × 10⁻⁵ (affluent)", tmp_path)
    assert embedded_fonts._embedded.cache_info().misses == before


def test_bytes_do_not_depend_on_what_was_drawn_before(tmp_path) -> None:
    after_others = pdf_of("Blimp-1 → ↑", tmp_path)
    embedded_fonts._embedded.cache_clear()
    assert pdf_of("Blimp-1 → ↑", tmp_path) == after_others


def test_matplotlib_keeps_its_own_function() -> None:
    own = _backend_pdf_ps.get_glyphs_subset
    with pytest.raises(ZeroDivisionError), whole_alphabets():
        assert _backend_pdf_ps.get_glyphs_subset is not own
        raise ZeroDivisionError
    assert _backend_pdf_ps.get_glyphs_subset is own
