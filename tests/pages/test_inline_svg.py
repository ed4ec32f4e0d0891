import re

import pytest

from explant.pages.inline_svg import element, labelled
from tests.reported import SVG


def inline_svg(svg: str, prefix: str, label: str) -> str:
    return labelled(element(svg, prefix), label)


def test_ids_and_every_reference_get_the_prefix():
    found = inline_svg(SVG, "fig-a", "A figure")
    ids = re.findall(r'\bid="([^"]+)"', re.sub(r">[^<]+<", "><", found))
    assert ids == ["fig-a", "fig-a--p1", "fig-a--m0", "fig-a--patient:P%2001|stem|values"]
    assert 'clip-path="url(#fig-a--p1)"' in found
    assert 'href="#fig-a--m0"' in found
    assert "fill: url(#fig-a--p1)" in found


def test_styles_stay_inside_the_figure():
    found = inline_svg(SVG, "fig-a", "A figure")
    assert "#fig-a * {stroke-linejoin: round}" in found


def test_lists_of_selectors_and_ids_in_styles_are_scoped():
    svg = "<svg><style>#m, text.big{fill: url(#m)} .x{a: b, c}</style><g id='m'/></svg>"
    found = inline_svg(svg, "f", "")
    assert "#f #f--m, #f text.big {fill: url(#f--m)}" in found
    assert "#f .x {a: b, c}" in found


def test_text_that_looks_like_an_id_is_left_alone():
    assert '>id="p1" &lt;b&gt;</text>' in inline_svg(SVG, "fig-a", "A figure")


def test_patients_can_be_found_by_their_own_id():
    assert 'data-patient="P 01"' in inline_svg(SVG, "fig-a", "A figure")


def test_size_becomes_a_natural_width_and_namespaces_go():
    found = inline_svg(SVG, "fig-a", "A figure")
    assert found.startswith('<svg viewBox="0 0 90 30" style="width:90pt" id="fig-a" role="img"')
    assert "xmlns" not in found
    assert "made somewhere" not in found


def test_label_is_escaped():
    assert 'aria-label="&lt;b&gt; &quot;x&quot;"' in inline_svg(SVG, "f", '<b> "x"')


def test_it_has_one_label_whatever_the_file_says():
    svg = SVG.replace("<svg ", "<svg aria-label='role=\"img\"' role='none' ", 1)
    found = inline_svg(svg, "f", "A figure")
    assert re.findall(r'(?:role|aria-label)="[^"]*"', found)[:2] == [
        'role="img"',
        'aria-label="A figure"',
    ]
    assert found.count("aria-label") == 1


@pytest.mark.parametrize(
    "content",
    [
        "<script>alert(1)</script>",
        "<g><script>alert(1)</script></g>",
        '<rect onclick="alert(1)"/>',
        '<image href="https://example.org/a.png"/>',
        '<a href="javascript:alert(1)"/>',
    ],
)
def test_nothing_runs_and_nothing_is_fetched(content: str):
    found = inline_svg(f"<svg>{content}</svg>", "f", "")
    for word in ("alert", "script", "https:"):
        assert word not in found


def test_two_figures_share_no_id():
    both = inline_svg(SVG, "a", "") + inline_svg(SVG, "b", "")
    ids = re.findall(r'<[^>]*\bid="([^"]+)"', both)
    assert len(ids) == len(set(ids)) == 8


def test_a_file_that_is_no_svg_is_named():
    with pytest.raises(ValueError, match="figure fig-a: this is not a well-formed SVG"):
        inline_svg("<svg><g></svg>", "fig-a", "")
    with pytest.raises(ValueError, match="holds <html>, not <svg>"):
        inline_svg("<html/>", "fig-a", "")
