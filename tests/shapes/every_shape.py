"""All shapes: importing a module registers those that it makes."""

from tests.shapes import (
    at_the_bench,
    bare_names,
    by_hand,
    combined_conditions,
    computed,
    databases,
    designs,
    flow_cytometry,
    imaging,
    lab_languages,
    marks_and_legends,
    mixed_places,
    names_and_titles,
    plates,
    prism,
    real_time_pcr,
    sheets_beside,
    variants,
    whole_conditions,
)
from tests.shapes.shape import SHAPES

MODULES = (
    at_the_bench,
    bare_names,
    by_hand,
    combined_conditions,
    computed,
    databases,
    designs,
    flow_cytometry,
    imaging,
    lab_languages,
    marks_and_legends,
    mixed_places,
    names_and_titles,
    plates,
    prism,
    real_time_pcr,
    sheets_beside,
    variants,
    whole_conditions,
)
__all__ = ["MODULES", "SHAPES"]
