"""The methods of derived markers: how each was computed, in a sentence."""

from explant.config.models import Plan
from explant.config.rules.derived_marker_rules import expressions, ingredients
from explant.expressions.tree import Call, every_node, names, written
from explant.language.words import Name, Words, joined, listed, words
from explant.numbers import counted

MOST_LISTED = 30


def derived(plan: Plan) -> list[Words]:
    """How derived markers were computed; nothing in a study without any."""
    trees = expressions(plan)
    if not trees:
        return []
    found = [
        words(
            "{name} is computed in each sample as {formula}.",
            name=Name(plan.marker_label(name)),
            formula=Name(written(trees[name])),
        )
        for name in plan.markers
        if name in trees
    ]
    used = {each.name for tree in trees.values() for each in names(tree)}
    found += [
        words(
            "{list} stands for {markers}{more}.",
            list=Name(name),
            markers=listed([Name(marker) for marker in members[:MOST_LISTED]])
            if len(members) <= MOST_LISTED
            else joined([Name(marker) for marker in members[:MOST_LISTED]], ", "),
            more=f" and {counted(len(members) - MOST_LISTED, 'other marker')}"
            if len(members) > MOST_LISTED
            else "",
        )
        for name, members in plan.gene_lists.items()
        if name in used
    ]
    calls = [each for tree in trees.values() for each in every_node(tree) if isinstance(each, Call)]
    if any(call.function == "z" for call in calls):
        found.append(
            Words(
                (
                    "z is a value minus the mean of all samples of the study in which it was "
                    "measured, divided by their standard deviation (n − 1).",
                )
            )
        )
    found.append(Words(("A sample in which one of the markers is missing has no such value.",)))
    leaves = {leaf for tree in trees.values() for leaf in ingredients(tree, plan)}
    if any(plan.markers[leaf].detection_limit is not None for leaf in leaves):
        found.append(
            Words(("Values below a limit of detection enter it as they enter the analysis.",))
        )
    return [joined(found)]
