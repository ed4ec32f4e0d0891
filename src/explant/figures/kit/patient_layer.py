"""Marks that belong to patients, each patient's in one group that carries the patient's ID.

In an SVG such a group is ``<g id="patient:P07|marker_CD25|values">``: the word ``patient``, the ID
with every character outside letters, digits and ``_.-~`` percent-encoded as in a URL (so
``decodeURIComponent`` gives it back), the figure's stem and the panel. A page that holds several
figures can find all marks of one patient by the part up to the first ``|``, and no two groups of a
page share an id. PNG and PDF are unaffected. Of thousands of patients nobody finds one among the
dots, and their marks would make a page of a hundred megabytes: they are one image then.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
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
        """Draw every patient's group."""
        assert self.axes is not None
        place = self.axes.transData.transform
        here = IdentityTransform()
        shapes: dict[tuple[str, float], tuple[Path, Transform]] = {}
        renderer.open_group("patients")
        for patient, marks in self.marks.items():
            renderer.open_group("patient", patient_gid(patient, self.stem, self.panel))
            for line in marks.lines:
                context = renderer.new_gc()
                context.set_foreground(to_rgba(line.color, line.alpha), isRGBA=True)
                context.set_linewidth(line.width)
                context.set_capstyle("round")
                renderer.draw_path(context, Path(place(np.column_stack([line.x, line.y]))), here)
                context.restore()
            for dots in marks.dots:
                look = dots.shape, dots.size
                if look not in shapes:
                    size = renderer.points_to_pixels(dots.size)
                    shape = MarkerStyle(dots.shape)
                    shapes[look] = shape.get_path(), shape.get_transform() + Affine2D().scale(size)
                context = renderer.new_gc()
                context.set_foreground(to_rgba(dots.edge, dots.alpha), isRGBA=True)
                context.set_linewidth(dots.edge_width)
                renderer.draw_markers(
                    context,
                    *shapes[look],
                    Path(place(np.column_stack([dots.x, dots.y]))),
                    here,
                    to_rgba(dots.face, dots.alpha),
                )
                context.restore()
            renderer.close_group("patient")
        renderer.close_group("patients")
        self.stale = False
