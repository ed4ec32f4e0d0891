"""Markers that are computed from others: their order, their units, and whether they make sense."""

from collections.abc import Iterator, Mapping

from explant.config.models import Plan
from explant.config.rules.explaining import Fault
from explant.expressions.meaning import Meaning, meaning
from explant.expressions.parsing import QUOTES, parse
from explant.expressions.tree import ExpressionError, Node, names
from explant.problems import nearest, similar

NOT_WITH_DERIVED = {
    "column": "it stands in no column",
    "detection_limit": "the limits of its markers hold",
    "replicate_cv": "the replicates of its markers are averaged first",
}
CARET = "▸"


def measured(plan: Plan) -> Plan:
    """The plan of what stands in the spreadsheet: without the markers that are computed."""
    markers = {name: marker for name, marker in plan.markers.items() if not marker.is_computed}
    return (
        plan if len(markers) == len(plan.markers) else plan.model_copy(update={"markers": markers})
    )


def expressions(plan: Plan) -> dict[str, Node]:
    """Expression of each derived marker, each after those that it is made of.

    Raises
    ------
    ExpressionError
        When the plan has not been checked and an expression is wrong.
    """
    trees = {
        name: parse(marker.derived)
        for name, marker in plan.markers.items()
        if marker.derived is not None
    }
    ordered: dict[str, Node] = {}

    def add(name: str) -> None:
        if name in trees and name not in ordered:
            for below in ingredients(trees[name], plan):
                add(below)
            ordered[name] = trees[name]

    for name in trees:
        add(name)
    return ordered


def ingredients(node: Node, plan: Plan) -> list[str]:
    """Markers that an expression names, also by lists, each once."""
    found: dict[str, None] = {}
    for each in names(node):
        found |= dict.fromkeys(plan.gene_lists.get(each.name, [each.name]))
    return list(found)


def with_units(plan: Plan) -> Plan:
    """The plan with the unit that follows for each derived marker that declares none."""
    if all(marker.derived is None for marker in plan.markers.values()) or list(_faults(plan)):
        return plan
    units = _units(plan)
    return plan.model_copy(
        update={
            "markers": {
                name: marker.model_copy(update={"unit": unit})
                if marker.derived is not None and (unit := units[name]) is not None
                else marker
                for name, marker in plan.markers.items()
            }
        }
    )


def check_derived(plan: Plan) -> Iterator[Fault]:
    """Faults of derived markers and of the lists that they use."""
    found = list(_faults(plan))
    yield from found
    if found:
        return
    units = _units(plan)
    for name, marker in plan.markers.items():
        if marker.derived is not None and units[name] is None:
            yield Fault(
                ("markers", name, "unit"),
                f"No unit follows from {marker.derived}.",
                'Declare it: unit: "pg/ml per %", or unit: "" for none.',
            )


def _units(plan: Plan) -> dict[str, str | None]:
    """Unit of each marker, declared or following; None where neither."""
    units: dict[str, str | None] = {name: marker.unit for name, marker in plan.markers.items()}
    for name, node in expressions(plan).items():
        if "unit" not in plan.markers[name].model_fields_set:
            units[name] = meaning(node, units, plan.gene_lists).unit
    return units


def _faults(plan: Plan) -> Iterator[Fault]:
    """Faults in the words of expressions and lists, all but those of units."""
    for name, members in plan.gene_lists.items():
        yield from _of_list(name, members, plan)
    trees: dict[str, Node] = {}
    for name, marker in plan.markers.items():
        if marker.derived is None:
            continue
        path = ("markers", name)
        for key, why in NOT_WITH_DERIVED.items():
            if getattr(marker, key):
                yield Fault((*path, key), f"A derived marker has no {key}: {why}.", "Leave it out.")
        try:
            tree = parse(marker.derived)
            _check(tree, name, plan)
        except ExpressionError as error:
            yield Fault(
                (*path, "derived"),
                f"{error.what} (Character {error.position + 1}: "
                f"{_marked(marker.derived, error.position)})",
                error.how_to_fix,
            )
        else:
            trees[name] = tree
    yield from _circles(trees, plan)


def _of_list(name: str, members: list[str], plan: Plan) -> Iterator[Fault]:
    path = ("gene_lists", name)
    if name in plan.markers:
        yield Fault(path, f'"{name}" is a marker too.', "Give the list another name.")
    if not members:
        yield Fault(path, "The list is empty.", "Name its markers.")
    before: set[str] = set()
    for position, member in enumerate(members):
        here = (*path, str(position))
        if member not in plan.markers:
            yield Fault(here, f'"{member}" is no marker.', nearest(member, plan.markers))
        elif member in before:
            yield Fault(here, f"{member} stands in the list twice.", "Take one out.")
        before.add(member)


def _check(tree: Node, name: str, plan: Plan) -> None:
    known = [*plan.markers, *plan.gene_lists]
    for each in names(tree):
        if each.name not in known:
            hint = similar(each.name, known)
            # CTLA-4 without quotes is CTLA minus 4.
            begun = [other for other in known if other.startswith(each.name)]
            if begun and (not hint or begun[0] in hint):
                hint = f'Did you mean "{begun[0]}"? {QUOTES}'
            raise ExpressionError(
                each.position,
                f'"{each.name}" is no marker and no list of gene_lists.',
                hint or nearest(each.name, known),
            )
    for each in names(tree):
        for member in plan.gene_lists.get(each.name, [each.name]):
            if member in plan.markers and plan.markers[member].summary is not None:
                raise ExpressionError(
                    each.position,
                    f"{member} sums up a curve: no other marker is computed from it.",
                    "Name markers that have a value in each sample.",
                )
    units: Mapping[str, str | None] = {each: marker.unit for each, marker in plan.markers.items()}
    lists = {
        each: [member for member in members if member in plan.markers]
        for each, members in plan.gene_lists.items()
    }
    given: Meaning = meaning(tree, units, lists)
    if given.many:
        raise ExpressionError(
            0, "The expression gives a list.", "Make one value of it: mean(…) or median(…)."
        )
    if not names(tree):
        raise ExpressionError(0, "The expression names no marker.", f"Name those of {name}.")


def _circles(trees: Mapping[str, Node], plan: Plan) -> Iterator[Fault]:
    """Markers that are made of themselves, each circle once."""
    finished: set[str] = set()

    def walk(name: str, above: list[str]) -> Iterator[Fault]:
        if name in above:
            circle = " → ".join([*above[above.index(name) :], name])
            yield Fault(
                ("markers", name, "derived"),
                f"{name} is made of itself: {circle}.",
                "Derive it from markers that are measured.",
            )
            return
        if name in trees and name not in finished:
            for below in ingredients(trees[name], plan):
                yield from walk(below, [*above, name])
            finished.add(name)

    for name in trees:
        yield from walk(name, [])


def _marked(text: str, position: int) -> str:
    """A text with a mark before a character, shortened around it."""
    start, end = max(0, position - 40), position + 40
    shown = " ".join(f"{text[start:position]}{CARET}{text[position:end]}".split())
    return ("…" if start else "") + shown + ("…" if end < len(text) else "")
