"""The questions of a draft: what differs within patients, between their groups, and both."""

import itertools
from collections.abc import Sequence

from explant.commands.drafting.study import Property, Study
from explant.commands.drafting.vocabulary_of_drafts import is_reference
from explant.commands.drafting.writing_down.lines import Text
from explant.commands.drafting.writing_down.proposed_questions import (
    Question,
    leading,
    questions_of,
)
from explant.config.models.contrasts import ROLES
from explant.config.names.spellings import listed


def write_group_questions(text: Text, groupings: Sequence[Property]) -> None:
    """Each grouping as a question, and the interaction where two are crossed.

    Parameters
    ----------
    text
        The draft.
    groupings
        Properties of the patients that group them.
    """
    text.comment(
        "The questions: keep those that you ask, delete the others, and declare the role of each "
        "before you look at the results. Groups are compared unpaired."
    )
    text.key(0, "contrasts")
    # Two groupings of two groups each: a main effect keeps the other, and they may interact.
    crossed = len(groupings) == 2 and all(len(found.values) == 2 for found in groupings)
    for place, found in enumerate(groupings):
        text.key(2, found.key)
        references = [value for value in found.values if is_reference(value)]
        if len(found.values) == 2:
            text.key(4, "label", f"{found.called}: {' and '.join(found.values)}")
            text.ask(
                4,
                "between",
                "The first minus the second: which group is the reference?",
                [{found.key: pair} for pair in _pairs(found)],
            )
            if crossed:
                text.key(4, "given", [groupings[1 - place].key])
        else:
            text.key(4, "label", found.called)
            values = sorted(found.values, key=lambda value: value not in references)
            text.ask(
                4,
                "versus",
                "Which group is the reference? Every other group is compared with it. Or ask for "
                "every pair, all_pairs, or whether any group differs, between.",
                [{found.key: value} for value in values],
            )
        text.ask(4, "role", "", ROLES)
    if crossed:
        _interaction(text, *groupings)
    text.lines.append("")


def write_change_between(text: Text, change: Question, found: Property) -> None:
    """Whether a change differs between groups of patients: two visits, two arms.

    Parameters
    ----------
    text
        The draft.
    change
        What changes within a patient.
    found
        The groups.
    """
    text.key(2, f"{change.key}_between_{found.key}")
    text.key(4, "label", f"{change.label or change.key}, between {found.called}")
    text.key(4, "compare", change.compare[0])
    if change.at:
        text.key(4, "at", change.at)
    if len(found.values) == 2:
        text.ask(
            4,
            "between",
            "The change in the first minus that in the second: which group is the reference?",
            [{found.key: pair} for pair in _pairs(found)],
        )
    else:
        text.key(4, "between", {found.key: found.values}, "whether any group differs")
    text.ask(4, "role", "", ROLES)


def write_contrasts(text: Text, study: Study) -> None:
    """What is compared within patients, and whether it differs between their groups.

    Parameters
    ----------
    text
        The draft.
    study
        What was recognised.
    """
    text.comment(
        "The questions: keep those that you ask, delete the others, and declare the role of each "
        "before you look at the results."
    )
    every = questions_of(study.factors)
    answered = [each for each in every if study.absent.isdisjoint(each.samples(study.factors))]
    questions = answered or every
    if len(questions) < len(every):
        absent = listed("/".join(sample) for sample in sorted(study.absent))
        text.wonder(f"No patient has a value at {absent}: no question that needs it is proposed.")
    text.key(0, "contrasts")
    proposed = leading(questions, study.factors)
    for question in proposed:
        _contrast(text, question)
    changes = [question for question in questions if question.compare]
    for arm in study.arms if changes and len(study.factors) == 1 else []:
        write_change_between(text, changes[0], arm)
    if more := len(questions) - len(proposed):
        text.wonder(f"{more} more can be asked in the same way, at other levels.")
    text.lines.append("")


def _contrast(text: Text, question: Question) -> None:
    text.key(2, question.key)
    if question.label:
        text.key(4, "label", question.label)
    if len(question.compare) > 1:
        text.ask(
            4,
            "compare",
            "The first minus the second: which level is the reference?",
            question.compare,
        )
    elif question.compare:
        text.key(4, "compare", question.compare[0])
    if question.trend:
        text.key(4, "trend", question.trend)
    if question.weights:
        text.key(4, "weights", question.weights)
    if question.at:
        text.key(4, "at", question.at)
    text.ask(4, "role", "", ROLES)


def _pairs(found: Property) -> list[list[str]]:
    """Both orders of two groups, the one with the reference behind the other first."""
    references = [value for value in found.values if is_reference(value)]
    pairs = [[first, second] for first, second in itertools.permutations(found.values)]
    if len(references) == 1:
        pairs.sort(key=lambda pair: pair[1] != references[0])
    return pairs


def _interaction(text: Text, first: Property, second: Property) -> None:
    text.key(2, f"{first.key}_x_{second.key}")
    text.key(4, "label", f"{first.called} × {second.called}")
    text.key(4, "between", {first.key: _pairs(first)[0]})
    text.key(
        4,
        "crossed",
        {second.key: _pairs(second)[0]},
        "the interaction: needs patients in all four groups",
    )
    text.ask(4, "role", "", ROLES)
