"""Whether what a plan says of places in the spreadsheet makes sense: patterns, keys, sheets."""

from collections.abc import Iterator

from explant.config.models import Plan
from explant.config.names.spellings import folded
from explant.config.names.text_patterns import BLOCK, MARKER, PATIENT, REPLICATE, parts_of
from explant.config.rules.explaining import Fault
from explant.problems import nearest


def check_places(plan: Plan) -> Iterator[Fault]:
    """Faults of where a plan looks for what it reads."""
    spreadsheet = plan.spreadsheet
    if spreadsheet.sheets != "one" and spreadsheet.sheet is not None:
        found = {"one_per_marker": "found by their markers", "all": "found by headings"}
        way = "" if isinstance(spreadsheet.sheets, list) else spreadsheet.sheets
        yield Fault(
            ("spreadsheet", "sheet"),
            f"With sheets: {way or 'a list'} the sheets are {found.get(way, 'those of the list')}.",
            "Leave sheet out, or set sheets: one.",
        )
    for heading, pattern in spreadsheet.split.items():
        yield from _pattern(plan, heading, pattern)
    implied = [name for name, marker in plan.markers.items() if marker.implied]
    if len(implied) > 1:
        yield Fault(
            ("markers", implied[1], "implied"),
            f"{' and '.join(implied)} cannot both be what a heading means that names no marker.",
            "Keep implied: true for one of them.",
        )
    for name, factor in plan.factors.items():
        if len(factor.together) == 1:
            yield Fault(
                ("factors", name, "together"),
                "One column alone says nothing together with others.",
                f"Write column: {factor.together}, or name the other columns as well.",
            )


def _pattern(plan: Plan, heading: str, pattern: str) -> Iterator[Fault]:
    path = ("spreadsheet", "split", heading)
    names = plan.spreadsheet.columns
    known = [
        *(PATIENT, REPLICATE, BLOCK, MARKER),
        *(*plan.factors, *plan.patients.strata, *plan.patients.covariates),
    ]
    parts = parts_of(pattern)
    if not parts:
        yield Fault(
            path, "The pattern names nothing in braces.", 'Write it as "{patient}_{tissue}".'
        )
    for part in dict.fromkeys(parts):
        if part not in known:
            yield Fault(path, f'"{part}" is no part that the plan knows.', nearest(part, known))
        elif parts.count(part) > 1:
            yield Fault(path, f"{{{part}}} stands twice.", "Write * for what does not matter.")
    for part, declared in ((REPLICATE, names.replicate), (BLOCK, names.block)):
        if part in parts and declared is None:
            yield Fault(
                path,
                f"The pattern has a {part}, and the plan reads none.",
                f"Declare columns: {{{part}: {part}}}, or write * in its place.",
            )
    if PATIENT in parts and folded(heading) != folded(names.patient):
        yield Fault(
            path,
            f'The pattern says which patient it is, and the IDs stand under "{names.patient}".',
            f"Write columns: {{patient: {heading}}}, or * in the place of {{patient}}.",
        )
