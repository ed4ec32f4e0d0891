from pathlib import Path

import pytest

from explant.run.starting.source_fingerprint import source_fingerprint


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    files = {
        "src/pkg/__init__.py": "",
        "src/pkg/used.py": "from pkg.deep import more\n",
        "src/pkg/deep/__init__.py": "",
        "src/pkg/deep/more.py": "x = 1\n",
        "src/pkg/unused.py": "x = 1\n",
        "src/pkg/page/__init__.py": "",
        "src/pkg/page/view.py": "from importlib import resources\nimport pkg.page.plain\n",
        "src/pkg/page/plain.py": "x = 1\n",
        "src/pkg/page/templates/page.html": "<p>\n",
        "scripts/job.py": "from pkg.used import thing\n",
        "scripts/page.py": "import pkg.page.view\n",
        "scripts/words.py": "import pkg.page.plain\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def prints(tree: Path) -> tuple[str, str]:
    return tuple(
        source_fingerprint(tree / "scripts" / name, tree / "src") for name in ("job.py", "page.py")
    )


@pytest.mark.parametrize(
    ("edited", "job_changes", "page_changes"),
    [
        ("scripts/job.py", True, False),
        ("src/pkg/used.py", True, False),
        ("src/pkg/deep/more.py", True, False),
        ("src/pkg/__init__.py", True, True),
        ("src/pkg/unused.py", False, False),
        ("src/pkg/page/view.py", False, True),
        ("src/pkg/page/templates/page.html", False, True),
    ],
)
def test_an_edit_changes_the_fingerprint_of_its_users_only(tree, edited, job_changes, page_changes):
    before = prints(tree)
    with (tree / edited).open("a", encoding="utf-8") as file:
        file.write("# edited\n")
    after = prints(tree)
    assert (before[0] != after[0], before[1] != after[1]) == (job_changes, page_changes)


def test_templates_count_only_with_the_modules_that_read_them(tree):
    def of_words() -> str:
        return source_fingerprint(tree / "scripts" / "words.py", tree / "src")

    before = of_words()
    (tree / "src/pkg/page/templates/page.html").write_text("<p>other\n", encoding="utf-8")
    assert of_words() == before
    (tree / "src/pkg/page/plain.py").write_text("x = 2\n", encoding="utf-8")
    assert of_words() != before


def test_line_ends_do_not_matter(tree):
    before = prints(tree)
    path = tree / "src/pkg/used.py"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert prints(tree) == before


def test_relative_imports_and_submodules_by_name_are_followed(tree):
    (tree / "src/pkg/used.py").write_text("from .deep import more\n", encoding="utf-8")
    before = prints(tree)
    (tree / "src/pkg/deep/more.py").write_text("x = 2\n", encoding="utf-8")
    assert prints(tree)[0] != before[0]


def test_modules_that_a_script_finds_by_name_count(tree):
    def found() -> str:
        return source_fingerprint(tree / "scripts" / "page.py", tree / "src", ["pkg.used"])

    before = found()
    assert before != source_fingerprint(tree / "scripts" / "page.py", tree / "src")
    with (tree / "src/pkg/deep/more.py").open("a", encoding="utf-8") as file:
        file.write("# edited\n")
    assert found() != before


def test_what_only_type_checkers_read_is_not_run(tree):
    text = (
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from pkg.unused import x\nelse:\n    from pkg.deep import more\n"
    )
    (tree / "src/pkg/used.py").write_text(text, encoding="utf-8")
    before = prints(tree)
    (tree / "src/pkg/unused.py").write_text("x = 2\n", encoding="utf-8")
    assert prints(tree) == before
    (tree / "src/pkg/deep/more.py").write_text("x = 2\n", encoding="utf-8")
    assert prints(tree)[0] != before[0]
