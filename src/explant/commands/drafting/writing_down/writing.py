"""A draft as text: YAML in which every line says where it was read, and questions stand open."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from explant.commands.drafting.conditions.asked_of_factors import BLOCK
from explant.commands.drafting.conditions.in_rows import COMPARED
from explant.commands.drafting.conditions.joined_columns import VALUE
from explant.commands.drafting.sheets.ids.legends import LEGEND
from explant.commands.drafting.sheets.ids.same_ids import SAME_ID, ask_same_id, ask_within
from explant.commands.drafting.sheets.ids.sample_names import sums_up
from explant.commands.drafting.sheets.restatements import REMARK, REMARKS
from explant.commands.drafting.study import AMOUNTS, Factor, Level, Property, Study
from explant.commands.drafting.writing_down.lines import (
    Answer,
    OpenQuestion,
    Otherwise,
    Text,
)
from explant.commands.drafting.writing_down.proposed_questions import (
    ordered,
    reference_of,
)
from explant.commands.drafting.writing_down.written_markers import write_markers
from explant.commands.drafting.writing_down.written_questions import (
    write_contrasts,
    write_group_questions,
)
from explant.config.names.spellings import listed
from explant.config.yaml_files.written_values import UNANSWERED
from explant.spreadsheet.structure.headings import without_unit
from explant.spreadsheet.structure.unlike_rows import is_standard

KINDS = ("unordered", "ordered")
MOST_NAMELESS = 3
"""Rows without an ID of which each is asked about."""


def draft_text(
    study: Study,
    answer: Answer | None = None,
    first: Mapping[str, Any] = MappingProxyType({}),
    refused: str = "",
) -> tuple[str, list[OpenQuestion]]:
    """Text of a draft, and its questions.

    Parameters
    ----------
    study
        What is known.
    answer
        Answers each question; None leaves all of them open.
    first
        Answers that come first, by the place of their question.
    refused
        What the reader refuses of the draft, in a sentence.
    """
    text = Text(answer, first)
    _top(text, refused)
    _spreadsheet(text, study)
    _patients(text, study)
    if study.groupings:
        text.comment(
            "Each patient has one sample: there are no factors. If a patient has several, declare "
            "what differs between them under factors."
        )
        text.lines.append("")
    else:
        _factors(text, study.factors)
    write_markers(text, study.markers, single=bool(study.groupings))
    if study.groupings:
        write_group_questions(text, study.groupings)
    else:
        write_contrasts(text, study)
    _end(text)
    return str(text), text.questions


def _top(text: Text, refused: str) -> None:
    text.comment("yaml-language-server: $schema=config.schema.json")
    text.lines.append("#")
    if refused:
        text.comment(refused, mark="# ! ")
        text.lines.append("#")
    text.comment(
        "A draft: what stands here was read from the spreadsheet, and the comment beside it says "
        "where. It is not your plan yet."
    )
    text.comment(
        f"Where a line says {UNANSWERED} write one of the answers beside it: until then the study "
        'does not run. Lines that begin with "# ?" are doubts that do not stop it. Look at every '
        "line: only you know whether it is what you meant."
    )
    text.comment("Every key is explained in config/README.md.")
    text.lines.append("")


def _spreadsheet(text: Text, study: Study) -> None:
    text.key(0, "spreadsheet")
    text.key(2, "path", study.path)
    one = "sheets" not in study.restating.keys
    if one and study.sheet is not None and study.other_sheets:
        text.ask(
            2,
            "sheet",
            "Several sheets have the same headings. Which holds the measurements?",
            [study.sheet, *study.other_sheets],
        )
    elif one and study.sheet is not None:
        text.key(2, "sheet", study.sheet)
    if study.sheets_asked:
        text.ask(2, "sheets", study.sheets_asked, [study.sheets], study.sheets_otherwise)
    elif one and isinstance(study.sheets, list):
        text.key(2, "sheets", study.sheets, "others sum them up, or repeat them")
    elif one and study.sheets != "one":
        text.key(2, "sheets", study.sheets, "the names of the sheets, or their headings, differ")
    if study.patients_sheet is not None:
        text.key(2, "patients_sheet", study.patients_sheet, "one row a patient")
    text.key(2, "layout", study.layout, study.layout_where)
    _restating(text, study)
    text.key(2, "columns")
    if study.other_patients or study.never_paired:
        numbers = study.restating.seen.get("patient", "") or study.never_paired
        text.ask(
            4,
            "patient",
            "Which heading is that of the patient ID? Pairing is by this ID and by nothing else. "
            f"{f'{numbers}. ' if numbers else ''}"
            f'This draft was made with "{study.patient}"; for another one draft again with '
            '--patient "HEADING".',
            [study.patient, *study.other_patients],
        )
    else:
        text.key(4, "patient", study.patient, study.patient_where)
    ask_within(text, study.restating)
    if study.patients_sheet is not None and study.patients_heading:
        text.key(4, "patients_sheet", study.patients_heading, "the patient IDs there")
    if study.marker_columns:
        text.key(4, "marker", study.marker_columns, f"{study.marker_where}: their texts together")
    for key in ("marker", "value"):
        if key == "value" and study.other_values:
            others = [Otherwise(other, VALUE, other) for other in study.other_values]
            text.ask(
                4, key, "Which column holds the values that you compare?", [study.value], others
            )
        elif (heading := getattr(study, key)) and not (key == "marker" and study.marker_columns):
            text.key(4, key, heading, getattr(study, f"{key}_where"))
    if study.replicate:
        text.key(4, "replicate", study.replicate, f"{study.replicate_where}: rows are averaged")
    if study.block:
        asked = (
            f'Does "{study.block}" ({study.block_where}) name pieces of the same sample, to be '
            "averaged within the patient, or is it what you compare?"
        )
        text.ask(4, "block", asked, [study.block], [Otherwise("compared", BLOCK, COMPARED)])
    nameless = study.nameless if len(study.nameless) <= MOST_NAMELESS else []
    if study.odd_rows or nameless:
        text.key(2, "odd_rows")
        for name in nameless:
            asked = (
                f"The {name} holds numbers and no ID: a calibrator, a blank, a mean? If it is a "
                "patient's, write the ID there, and draft again; if it belongs to the headings, "
                "write it into them."
            )
            text.ask(4, name, asked, ["leave_out"])
        _odd_rows(text, study.odd_rows)
    if study.repeated:
        asked = (
            f"No column tells some rows of a sample apart ({study.repeated}): are they replicates?"
        )
        text.ask(2, "repeated_rows", asked, ["replicates", "errors"])
    if study.decimal_where:
        question = f"What is the decimal sign? It decides which number {study.decimal_where} is."
        text.ask(2, "decimal_sign", question, ["point", "comma"])
    limited = [m for m in study.markers if m.ambiguous and (m.limit is not None or m.asks_limit)]
    if limited:
        texts = list(dict.fromkeys(each for marker in limited for each in marker.ambiguous))
        text.ask(
            2,
            "below_detection",
            f"Does {listed(texts)} mean not detected, or not determined? Other values of "
            f"{listed(marker.key for marker in limited)} are below a limit of detection. [] means "
            "not determined: the value is missing.",
            [texts, []],
        )
    for remark in study.remarks:
        text.wonder(remark, 2)
    text.lines.append("")


def _odd_rows(text: Text, names: Sequence[str]) -> None:
    """Rows that may be no patients: one by one, but all standards of a plate together."""
    standards = [name for name in names if is_standard(name)]
    means = [name for name in names if sums_up(name)]
    means = means if len(means) > 1 else []
    for name in names:
        if name not in (*standards, *means):
            asked = f'Is the row "{name}" a patient, or a mean, a total, a remark?'
            text.ask(4, name, asked, ["leave_out", "patient"])
    if means:
        asked = f"Are {listed(means, 6)} samples, or means of the rows beside them?"
        text.ask_of_all(4, means, asked, ["leave_out", "patient"])
    if standards:
        asked = f"Are {listed(standards, 6)} patients, or standards and blanks of a plate?"
        text.ask_of_all(4, standards, asked, ["leave_out", "patient"])


def _restating(text: Text, study: Study) -> None:
    """Keys that say how the sheet is restated; those that nothing but structure says are asked."""
    for key, value in study.restating.keys.items():
        asked = study.restating.asked.get(f"spreadsheet.{key}")
        if asked is None:
            text.key(2, key, value, study.restating.seen.get(key, ""))
            continue
        again = "For another answer draft again with --answer " + f"spreadsheet.{key}=ANSWER."
        text.ask(2, key, f"{asked.text} {again}", asked.answers)


def _patients(text: Text, study: Study) -> None:
    if not study.properties and SAME_ID not in study.restating.asked:
        return
    kinds = ("stage", "t_category", "size")
    strata = [
        each
        for each in study.properties
        # One group cannot be compared.
        if (each.kind in kinds and len(each.values) > 1)
        or each in (*study.groupings, *study.arms)
        or (each.groups and (each.section or each.order))
    ]
    others = [each for each in study.properties if each not in strata]
    text.key(0, "patients")
    ask_same_id(text, study.restating)
    if strata:
        text.comment(
            "Groups of patients, and what else differs between them."
            if study.groupings
            else "What effects may depend on: analyzed as exploratory.",
            2,
        )
        text.key(2, "strata")
        names = [without_unit(each.called) for each in strata]
        for each, name in zip(strata, names, strict=True):
            _stratum(text, each, name if names.count(name) == 1 else "")
    if others:
        text.comment(
            "Carried along for description. Move one under strata if effects may depend on it; "
            "take out what the study does not need.",
            2,
        )
        text.key(2, "covariates")
        for each in others:
            text.key(4, each.key, [each.column], each.where)
    text.lines.append("")


def _stratum(text: Text, found: Property, name: str) -> None:
    text.key(4, found.key, where=found.where)
    if name not in ("", found.key):
        text.key(6, "label", name)
    text.key(6, "column", [found.column])
    if found.groups:
        _kind_of_groups(text, found)
        held = {group: list(own) for group, own in found.ids.items()}
        text.key(6, "groups", held or {value: [value] for value in found.values})
        unasked = found.kind != "code" and not (found.section or found.order or found.ids)
        if len(found.values) > 2 and unasked:
            text.wonder("Have the groups an order? kind: ordered, and list them in it.", 6)
        return
    text.key(6, "kind", "continuous" if found.kind == "size" else "ordered")
    if found.kind == "size":
        if found.unit:
            text.key(6, "unit", found.unit)
        else:
            text.wonder("In which unit? unit: cm", 6)
        text.wonder("Is there a cut-point that you want to declare? cut_point: 2.0", 6)
        return
    text.key(6, "notation", "ajcc_stage" if found.kind == "stage" else "t_category")
    seen = ", ".join(found.values[:6]) + (" …" if len(found.values) > 6 else "")
    groups = "{early: [I, II], late: [III, IV]}"
    if found.kind == "t_category":
        groups = "{T1: [T1], larger: [T2, T3, T4]}"
    text.wonder(f"Seen: {seen}. Each is a group of its own unless you declare groups: {groups}", 6)


def _kind_of_groups(text: Text, found: Property) -> None:
    """What the groups are; asked where they are numbers, or texts that stand alone in rows."""
    names = listed(found.values)
    if found.ids:
        each = ", ".join(f'"{group}": {len(own)}' for group, own in found.ids.items())
        asked = f"{found.where}: are these the groups ({each}), and have they an order?"
        text.ask(6, "kind", asked, KINDS, [Otherwise("remarks only", LEGEND, False)])
    elif found.section:
        asked = (
            f"{names} stand alone in rows of their own: do they say the group of the patients "
            "under them, and have the groups an order?"
        )
        other = Otherwise("remarks only", REMARKS, REMARK)
        text.ask(6, "kind", asked, KINDS, [other])
    elif found.kind == "code":
        asked = f"Are {names} the names of groups, and have the groups an order?"
        other = Otherwise("an amount", f"{AMOUNTS}.{found.column}", True)
        text.ask(6, "kind", asked, KINDS, [other])
    elif found.order == "asked":
        asked = f"Have {names} an order? Then put them in it under groups, the lowest first."
        text.ask(6, "kind", asked, KINDS)
    else:
        text.key(6, "kind", "ordered" if found.order else KINDS[0])


def _factors(text: Text, factors: Sequence[Factor]) -> None:
    text.comment("What differs between the samples of one patient.")
    text.key(0, "factors")
    for factor in factors:
        text.key(2, factor.key, where=factor.where)
        if factor.others:
            text.ask(
                4,
                "column",
                "These columns tell the samples of a patient apart equally well. Which one says "
                f"the level of {factor.key}?",
                [[factor.column], *([other] for other in factor.others)],
            )
        elif factor.column and factor.column.casefold() != factor.key:
            text.key(4, "column", [factor.column])
        if factor.together:
            text.key(4, "together", factor.together)
        if asked := _asked_of(factor):
            text.ask(4, "label", asked, [factor.key.capitalize()], factor.otherwise)
        if ordered(factor):
            text.wonder("Put the levels in order, the lowest first, for a trend.", 4)
            text.key(4, "ordered", True)
        text.key(4, "levels")
        for level in factor.levels:
            _level(text, level, reference=level.name == reference_of(factor))
    text.lines.append("")


def _asked_of(factor: Factor) -> str:
    called = "Write how the report is to call it, or change this draft."
    if factor.unsure:
        return (
            "What is this? It was taken for a factor, which nothing in the file says: "
            f"{factor.unsure}. {called}"
        )
    return f"{factor.asked} {called}" if factor.asked else ""


def _level(text: Text, level: Level, *, reference: bool) -> None:
    if level.implied:
        text.key(6, level.name, {"implied": True}, level.where)
        return
    aliases = [spelling for spelling in level.spellings if spelling != level.name]
    where = level.where + (": taken as the reference" if reference else "")
    if level.remark:
        text.wonder(level.remark, 6)
    if level.doubtful and not level.alike:
        text.key(6, level.name, where=where)
        text.ask(8, "aliases", f"Is this what is meant? {level.doubtful}.", [aliases, []])
    elif level.alike:
        text.key(6, level.name, where=where)
        together = ", ".join(f'"{each}"' for each in level.alike)
        text.ask(
            8,
            "aliases",
            f'Does {together} mean the same as "{level.spellings[0]}"? If not, it is a level of '
            "its own.",
            [[*aliases, *level.alike], aliases],
        )
    else:
        text.key(6, level.name, {"aliases": aliases} if aliases else {}, where)


def _end(text: Text) -> None:
    text.comment(
        "The test, the adjustment for many tests and the words of the report have defaults: see "
        "inference and report in config/config.yaml."
    )
