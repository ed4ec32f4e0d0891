"""Templates that were compiled in an earlier run give the same page, whatever became of them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import jinja2
import pytest

from explant.pages import rendering
from explant.pages.document import Pages, build
from tests.reported import RUN, make_plan, make_tables


@pytest.fixture(autouse=True)
def as_in_a_new_process() -> Iterator[None]:
    rendering._environment.cache_clear()
    yield
    rendering._environment.cache_clear()


@pytest.fixture
def pages(tmp_path: Path) -> Callable[[str], Pages]:
    """Both pages with the templates of one version of the code."""
    plan = make_plan()
    tables = make_tables(plan)

    def made(code: str) -> Pages:
        rendering._environment.cache_clear()
        return build(plan, tables, {}, {}, RUN, compiled=tmp_path / "templates" / code)

    return made


def compiled(folder: Path) -> list[Path]:
    return sorted(folder.glob("templates/*/*"))


def test_templates_are_compiled_once(pages, tmp_path, monkeypatch) -> None:
    first = pages("a")
    assert len(compiled(tmp_path)) > 10

    def compiles(*arguments, **named):
        raise AssertionError("A template is compiled again.")

    monkeypatch.setattr(jinja2.Environment, "compile", compiles)
    assert pages("a") == first


def test_other_code_compiles_anew_and_keeps_nothing_of_the_old(pages, tmp_path) -> None:
    first = pages("a")
    (tmp_path / "templates" / "results").mkdir()
    (tmp_path / "templates" / "results" / "report.html").write_text("mine", encoding="utf-8")
    assert pages("b") == first
    assert (tmp_path / "templates" / "results" / "report.html").exists()
    (tmp_path / "templates" / "results" / "report.html").unlink()
    assert {file.parent.name for file in compiled(tmp_path)} == {"b"}


def test_what_is_broken_is_made_again(pages, tmp_path) -> None:
    first = pages("a")
    for number, file in enumerate(compiled(tmp_path)):
        file.write_bytes(file.read_bytes()[: 7 * number])
    assert pages("a") == first
    assert all(file.stat().st_size > 200 for file in compiled(tmp_path))


def test_where_nothing_can_be_written_pages_are_made_all_the_same(pages, tmp_path) -> None:
    (tmp_path / "templates").write_text("a file", encoding="utf-8")
    assert "CD25" in pages("a").report
    assert (tmp_path / "templates").read_text(encoding="utf-8") == "a file"
