"""Marks that belong to patients, each patient's in one group that carries the patient's ID.

In an SVG such a group is ``<g id="patient:P07|marker_CD25|values">``: the word ``patient``, the ID
with every character outside letters, digits and ``_.-~`` percent-encoded as in a URL (so
``decodeURIComponent`` gives it back), the figure's stem and the panel. A page that holds several
figures can find all marks of one patient by the part up to the first ``|``, and no two groups of a
page share an id. PNG and PDF are unaffected. Of thousands of patients nobody finds one among the
dots, and their marks would make a page of a hundred megabytes: they are one image then.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

import numpy as np
from matplotlib.artist import Artist, allow_rasterization
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, IdentityTransform, Transform
from numpy.typing import NDArray

Color = str | tuple[float, float, float]
Array = NDArray[np.float64]


MOST_DRAWN_ALONE = 1_000
"""Patients of a panel; the marks of more are one image."""


def patient_gid(patient: str, figure: str, panel: str) -> str:
    """Id of the group that holds a patient's marks in one panel of one figure.

    Examples
    --------
    >>> patient_gid("P 7|a", "marker_CD25", "values")
    'patient:P%207%7Ca|marker_CD25|values'
    """
    return f"patient:{quote(patient, safe='')}|{quote(figure, safe='')}|{quote(panel, safe='')}"


@dataclass(frozen=True)
class Line:
    """A line through places in data coordinates."""

    x: Array
    y: Array
    color: Color
    width: float
    alpha: float = 1.0


@dataclass(frozen=True)
class Dots:
    """Marks of one look at places in data coordinates; sizes in points."""

    x: Array
    y: Array
    face: Color
    edge: Color
    shape: str = "o"
    size: float = 4.5
    alpha: float = 1.0
    edge_width: float = 0.9


@dataclass
class _Marks:
    lines: list[Line] = field(default_factory=list)
    dots: list[Dots] = field(default_factory=list)


class PatientLayer(Artist):
    """All patients' lines and dots of one panel.

    One artist instead of hundreds: it draws several times faster than a matplotlib line each, and
    keeps every patient's marks together.

    Parameters
    ----------
    axes
        The panel.
    figure
        Stem of the figure.
    panel
        Name of the panel, unique in the figure.
    """

    def __init__(self, axes: Axes, figure: str, panel: str) -> None:
        super().__init__()
        self.stem = figure
        self.panel = panel
        self.marks: dict[str, _Marks] = {}
        self.set_zorder(2)
        self.set_in_layout(False)
        axes.add_artist(self)

    def add(self, patient: str, marks: Sequence[Line | Dots]) -> None:
        """Add marks of a patient; lines lie under dots."""
        own = self.marks.setdefault(patient, _Marks())
        for mark in marks:
            if isinstance(mark, Line):
                own.lines.append(mark)
            else:
                own.dots.append(mark)

    def get_rasterized(self) -> bool:
        """Whether the marks are one image."""
        return len(self.marks) > MOST_DRAWN_ALONE

    @allow_rasterization  # type: ignore[untyped-decorator]
    def draw(self, renderer: Any) -> None:
        """Draw every patient's group; as an image all lines, then all dots of one look together."""
        pen = _Pen(renderer, self.axes.transData.transform)  # type: ignore[union-attr]
        renderer.open_group("patients")
        if self.get_rasterized():
            every = self.marks.values()
            pen.draw_lines(line for marks in every for line in marks.lines)
            pen.draw_dots(_together(dots for marks in every for dots in marks.dots))
        else:
            for patient, marks in self.marks.items():
                renderer.open_group("patient", patient_gid(patient, self.stem, self.panel))
                pen.draw_lines(marks.lines)
                pen.draw_dots(marks.dots)
                renderer.close_group("patient")
        renderer.close_group("patients")
        self.stale = False


def _together(every: Iterable[Dots]) -> list[Dots]:
    """Dots of one look as one."""
    alike: dict[tuple[object, ...], list[Dots]] = {}
    for dots in every:
        look = (dots.face, dots.edge, dots.shape, dots.size, dots.alpha, dots.edge_width)
        alike.setdefault(look, []).append(dots)
    return [
        replace(own[0], x=np.concatenate([d.x for d in own]), y=np.concatenate([d.y for d in own]))
        for own in alike.values()
    ]


class _Pen:
    """Draws marks with a renderer, at places that a transform gives."""

    def __init__(self, renderer: Any, place: Callable[[Array], Array]) -> None:
        self._renderer = renderer
        self._place = place
        self._shapes: dict[tuple[str, float], tuple[Path, Transform]] = {}

    def _at(self, marks: Line | Dots) -> Path:
        return Path(self._place(np.column_stack([marks.x, marks.y])))

    def draw_lines(self, lines: Iterable[Line]) -> None:
        """Draw lines, one by one."""
        for line in lines:
            context = self._renderer.new_gc()
            context.set_foreground(to_rgba(line.color, line.alpha), isRGBA=True)
            context.set_linewidth(line.width)
            context.set_capstyle("round")
            self._renderer.draw_path(context, self._at(line), IdentityTransform())
            context.restore()

    def draw_dots(self, every: Iterable[Dots]) -> None:
        """Draw dots, those of one mark together."""
        for dots in every:
            look = dots.shape, dots.size
            if look not in self._shapes:
                size = self._renderer.points_to_pixels(dots.size)
                shape = MarkerStyle(dots.shape)
                scaled = shape.get_transform() + Affine2D().scale(size)
                self._shapes[look] = shape.get_path(), scaled
            context = self._renderer.new_gc()
            context.set_foreground(to_rgba(dots.edge, dots.alpha), isRGBA=True)
            context.set_linewidth(dots.edge_width)
            face = to_rgba(dots.face, dots.alpha)
            self._renderer.draw_markers(
                context, *self._shapes[look], self._at(dots), IdentityTransform(), face
            )
            context.restore()
