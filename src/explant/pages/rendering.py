"""From what a page says to its text: templates, style, script, links between the two pages."""

import base64
import hashlib
import re
from collections.abc import Callable, Set
from contextlib import suppress
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    PackageLoader,
    StrictUndefined,
    pass_context,
)
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from markupsafe import Markup, escape

from explant.characters import shown
from explant.config.models import Plan
from explant.language.unit_of_study import Noun, noun, renamed, renamed_words
from explant.language.words import Words
from explant.pages.printed import Page

REPORT, SUPPLEMENT = "report.html", "supplement.html"
_ID = re.compile(r'id="([^"]+)"')
_INNER_LINK = re.compile(r'href="#([^"]+)"')

SCRIPTS = (
    *("common", "theme", "folds", "contents", "patients", "coloring", "what_if"),
    *("tables", "search", "figures"),
)


class Pages(NamedTuple):
    """The texts of the two HTML files."""

    report: str
    supplement: str


class _Compiled(FileSystemBytecodeCache):
    """Templates as Python code, which takes longer to make than a page takes to fill.

    What is broken is made again; where nothing can be written, all is made each time.
    """

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except Exception:
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        folder = Path(self.directory)
        with suppress(OSError):
            if not folder.is_dir():
                # Those that other code of Explant compiled, and nothing else.
                for other in folder.parent.glob(f"*/{self.pattern % '*'}"):
                    other.unlink()
                    with suppress(OSError):
                        other.parent.rmdir()
                folder.mkdir(parents=True, exist_ok=True)
            super().dump_bytecode(bucket)


def rendered(page: Page, plan: Plan, compiled: Path | None = None) -> Pages:
    """The texts of both pages.

    Parameters
    ----------
    page
        What they print.
    plan
        The study's plan, which says what a patient is called.
    compiled
        Folder in which compiled templates are kept, of this version of the code, in one of those of
        all versions.
    """
    css, script = style(), _script()
    environment = _environment(noun(plan, flat=False), noun(plan))
    if compiled is not None:
        environment.bytecode_cache = _Compiled(str(compiled))
    report, supplement = (
        shown(
            environment.get_template(name).render(
                page=page,
                style=Markup(css),
                script=Markup(script),
                script_hash=_content_hash(script),
            )
        )
        for name in (REPORT, SUPPLEMENT)
    )
    here, there = _anchors(report), _anchors(supplement)
    return Pages(
        _with_links(report, there - here, SUPPLEMENT),
        _with_links(supplement, here - there, REPORT),
    )


def _anchors(page: str) -> set[str]:
    # A pattern that begins with a word's boundary takes twenty times as long.
    found = ((page[at.start() - 1], at[1]) for at in _ID.finditer(page))
    return {anchor for before, anchor in found if before.isspace()}


def _with_links(page: str, elsewhere: Set[str], name: str) -> str:
    """A page whose links to an anchor that only the other page has lead there."""

    def target(link: re.Match[str]) -> str:
        anchor = link[1]
        return f'href="{name}#{anchor}"' if anchor in elsewhere else link[0]

    return _INNER_LINK.sub(target, page)


@cache
def _environment(unit: Noun, unit_of_flat_text: Noun) -> Environment:
    """Templates whose every expression speaks of the study's unit, but for what is verbatim."""

    # With a context, since Jinja hands over constants only after it has escaped them.
    @pass_context
    def in_unit(_: Context, value: Any) -> Any:
        if isinstance(value, Words):
            return renamed_words(value, unit)
        plain = isinstance(value, str) and not isinstance(value, Markup)
        return renamed(value, unit_of_flat_text) if plain else value

    environment = templates(in_unit)
    # Anchors, names of files, the config: no text about patients.
    environment.filters["verbatim"] = escape
    return environment


def templates(finalize: Callable[..., Any] | None = None) -> Environment:
    """The pages' templates.

    Parameters
    ----------
    finalize
        What is made of each value before it is printed; the value itself if left out.
    """
    return Environment(
        loader=PackageLoader("explant.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=finalize,
    )


def style() -> str:
    """How the pages look."""
    return _asset("report.css") + _asset("answer.css")


@cache
def _asset(name: str) -> str:
    folder = resources.files("explant.pages") / "templates"
    return (folder / name).read_text(encoding="utf-8").replace("\r\n", "\n")


@cache
def _script() -> str:
    """The page's script: its parts in their order, in one scope."""
    parts = "\n".join(_asset(f"scripts/{name}.js") for name in SCRIPTS)
    return f'"use strict";\n(function () {{\n{parts}}}());'


def _content_hash(script: str) -> str:
    """Hash by which the page's security policy knows its own script."""
    digest = hashlib.sha256(f"\n{script}\n".encode()).digest()
    return "sha256-" + base64.b64encode(digest).decode("ascii")
