"""The figures of a study as its pages show them, each in its place."""

from collections.abc import Callable, Mapping, Sequence

from markupsafe import Markup

from explant.figures.figure_kind import Place, PlannedFigure
from explant.pages.inline_svg import labelled
from explant.pages.printed import FigureView


class DrawnFigures:
    """Figures ready to stand on the page.

    Parameters
    ----------
    every
        The figures that a page can show, in their order.
    svg, texts
        Text of each SVG figure that was drawn, and what it shows in words, by its stem.
    in_page
        Makes a figure an element of a page, as :func:`explant.pages.inline_svg.element` does.
    """

    def __init__(
        self,
        every: Sequence[PlannedFigure],
        svg: Mapping[str, str],
        texts: Mapping[str, str],
        in_page: Callable[[str, str], str],
    ) -> None:
        self.every = every
        self.svg = svg
        self.texts = texts
        self.in_page = in_page

    def at(self, place: Place, subject: str | None = None) -> list[FigureView]:
        """Figures of one place that were drawn, of one subject or of all."""
        return [
            self._view(figure)
            for figure in self.every
            if figure.kind.place == place
            and subject in (None, figure.subject)
            and figure.stem in self.svg
        ]

    def _view(self, figure: PlannedFigure) -> FigureView:
        stem = figure.stem
        text = self.texts.get(stem, stem.replace("_", " "))
        drawing = Markup(labelled(self.in_page(self.svg[stem], f"fig-{stem}"), text))
        return FigureView(stem, figure.title, drawing, text)
