"""Making drafts and answering their questions, as a person does with an editor."""

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from explant.__main__ import main
from explant.commands.drafting.writing_down.lines import OpenQuestion
from explant.config.loading import load_plan
from explant.config.models import Plan
from explant.config.names.level_names import LevelNames
from explant.config.names.spellings import squeezed
from explant.problems import ProblemsError, errors
from explant.spreadsheet.ingest import ingest

QUESTION = re.compile(r"\?\?\?  # one of: (.*)")


def first_answer(question: OpenQuestion) -> Any:
    """The likeliest answer to a question of a draft."""
    return question.answers[0]


def draft_of(spreadsheet: Path, *options: str) -> str:
    """The draft that the command writes to a file."""
    config = spreadsheet.parent / f"{spreadsheet.stem}.yaml"
    config.unlink(missing_ok=True)
    assert main(["draft", str(spreadsheet), "--output", str(config), *options]) == 0
    return config.read_text(encoding="utf-8")


def answered(text: str, number: int = 0) -> str:
    """The draft with one of the answers that stand beside each question, the first if too few."""

    def answer(match: re.Match[str]) -> str:
        answers = match[1].split(" | ")
        return answers[number] if number < len(answers) else answers[0]

    return QUESTION.sub(answer, text)


def plan_of_draft(folder: Path, text: str) -> Plan:
    """Plan of a draft; with open questions it is no plan, and each of them is told."""
    config = folder / "answered.yaml"
    config.write_text(text, encoding="utf-8")
    if open_questions := QUESTION.findall(text):
        with pytest.raises(ProblemsError) as caught:
            load_plan([config])
        told = [problem.what for problem in caught.value.problems]
        assert told == ["This question of the draft is not answered."] * len(open_questions)
    config.write_text(answered(text), encoding="utf-8")
    return load_plan([config])


def values_by_names(spreadsheet: Path, plan: Plan, names: Plan) -> pd.Series:
    """Values that a plan reads, under the names that another plan has for the same spellings."""
    found = ingest(spreadsheet, plan)
    assert errors(found.problems) == []
    table = found.measurements
    columns = {}
    for factor, wanted in names.factors.items():
        own = next(key for key in plan.factors if squeezed(key) == squeezed(wanted.label or factor))
        theirs = LevelNames(names).of(factor)
        meaning = {
            level: next(
                theirs[text]
                # A level may own the word for its factor: "Tumor tissue" is the level tumor.
                for name in map(squeezed, (level, *details.aliases))
                for text in (name, name.removesuffix(squeezed(own)))
                if text in theirs
            )
            for level, details in plan.factors[own].levels.items()
        }
        columns[factor] = table[own].map(meaning)
    markers = {marker.casefold(): marker for marker in names.markers}
    columns["marker"] = table["marker"].map(lambda name: markers[name.casefold()])
    table = table.assign(**columns).set_index(["patient", *names.factors, "marker"])
    assert table.index.is_unique
    return table["value"].sort_index()
