"""Marks of patients: each patient's own group, or one image of thousands."""

import re

import numpy as np
import pytest
from matplotlib.figure import Figure

from explant.figures.kit import patient_layer
from explant.figures.kit.patient_layer import Dots, Line, PatientLayer
from explant.figures.kit.saving import save


def drawn(n: int) -> Figure:
    figure = Figure(figsize=(3, 2))
    axes = figure.add_subplot(xlim=(0, 3), ylim=(0, n))
    layer = PatientLayer(axes, "marker_CD25", "values")
    for place in range(n):
        x, y = np.array([1.0, 2.0]), np.array([place, place + 0.5])
        layer.add(f"P{place}", [Line(x, y, "black", 0.5), Dots(x, y, "white", "black")])
    return figure


@pytest.mark.parametrize(("n", "groups", "images"), [(5, 5, 0), (6, 0, 1)])
def test_marks_of_more_patients_than_can_be_found_are_one_image(
    tmp_path, monkeypatch, n, groups, images
):
    monkeypatch.setattr(patient_layer, "MOST_DRAWN_ALONE", 5)
    files = {file.suffix: file.read_bytes() for file in save(drawn(n), tmp_path, "marker_CD25")}
    assert len(re.findall(rb'id="patient:P\d', files[".svg"])) == groups
    assert files[".svg"].count(b"<image") == images
    assert files[".pdf"].count(b"/Subtype /Image") >= images
    again = {file.suffix: file.read_bytes() for file in save(drawn(n), tmp_path, "marker_CD25")}
    assert again == files


def test_a_png_is_the_same_either_way(tmp_path, monkeypatch):
    (alone,) = save(drawn(6), tmp_path, "alone", formats=["png"])
    monkeypatch.setattr(patient_layer, "MOST_DRAWN_ALONE", 5)
    (image,) = save(drawn(6), tmp_path, "image", formats=["png"])
    assert image.read_bytes() == alone.read_bytes()
