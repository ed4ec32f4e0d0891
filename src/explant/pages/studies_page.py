"""The page that leads to many studies: what each found, or why there is nothing of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from explant.characters import shown
from explant.pages.rendering import style, templates


@dataclass(frozen=True)
class StudyEntry:
    """One study on the page.

    Parameters
    ----------
    title, description
        What its config says of it.
    config
        Its config file.
    findings
        Its headline findings, a sentence each.
    files
        Names of its files and their addresses, seen from the page.
    trouble
        Why it has no results of this run; empty where it has.
    """

    title: str
    description: str
    config: str
    findings: Sequence[str]
    files: Sequence[tuple[str, str]]
    trouble: str = ""


def studies_page(entries: Sequence[StudyEntry], written: str) -> str:
    """The page as HTML, which needs no other file.

    Parameters
    ----------
    entries
        The studies, in the order in which they are listed.
    written
        When: each study is told as it was then.
    """
    complete = sum(not entry.trouble for entry in entries)
    return shown(
        templates()
        .get_template("studies.html")
        .render(entries=entries, complete=complete, written=written, style=Markup(style()))
    )
