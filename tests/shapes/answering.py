"""Answering a draft's questions as a person would who knows the file."""

import re
from dataclasses import dataclass, field
from typing import Any

from explant.commands.drafting.writing_down.lines import OpenQuestion, scalar
from tests.shapes.shape import Written

OF_THE_PLAN = ("contrasts.", "study.", "inference.", "report.")
"""Questions of what is asked and how, which no sheet answers."""
GENERAL = {
    "decimal sign": "point",
    r"unit.*\?|are all values percentages": "%",
}


@dataclass
class Person:
    """Answers by what is written beside the shape; remembers what was asked."""

    written: Written
    asked: list[OpenQuestion] = field(default_factory=list)
    unforeseen: list[OpenQuestion] = field(default_factory=list)

    def __call__(self, question: OpenQuestion) -> Any:
        if question.id.startswith(OF_THE_PLAN):
            return question.answers[0]
        if question.id not in {each.id for each in self.asked}:
            self.asked.append(question)
        words = f"{question.id} {question.text}"
        for known in (self.written.answers, GENERAL):
            for asked, given in known.items():
                if re.search(asked, words, re.IGNORECASE):
                    for answer in question.answers:
                        if re.search(given, scalar(answer), re.IGNORECASE):
                            return answer
        if question not in self.unforeseen:
            self.unforeseen.append(question)
        return question.answers[0]
