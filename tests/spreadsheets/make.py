"""Write the spreadsheets of this folder anew, with what is expected of each.

Run with ``python -m tests.spreadsheets.make`` from the project's folder.
"""

from pathlib import Path

import yaml

from tests.spreadsheets.case import Theme, written
from tests.spreadsheets.cases import THEMES

FOLDER = Path(__file__).parent
LIST = Path("CASES.md")


def everything() -> dict[Path, bytes]:
    """All files of the corpus by path within this folder."""
    files: dict[Path, bytes] = {}
    for theme in THEMES:
        for name, maker in theme.makers.items():
            own = written(name, theme.name, maker)
            assert not own.keys() & files.keys(), f"two cases are called {name}"
            files |= own
    return {**files, LIST: _listed(THEMES, files).encode()}


def _listed(themes: tuple[Theme, ...], files: dict[Path, bytes]) -> str:
    """The list of cases as a page."""
    lines = [
        "# Cases",
        "",
        "Written by `python -m tests.spreadsheets.make`. The problems of each case, with their "
        "places, are in `expected/`.",
    ]
    for theme in themes:
        lines += ["", f"## {theme.name}", "", "| file | what it is | expected |", "|---|---|---|"]
        for name in theme.makers:
            told = yaml.safe_load(files[Path("expected", f"{name}.yaml")])
            table = files.get(Path("expected", f"{name}.csv"))
            found = [] if table is None else [f"{len(table.splitlines()) - 1} values"]
            for severity in ("error", "warning", "note"):
                count = sum(each["severity"] == severity for each in told["problems"])
                if count:
                    found.append(f"{count} {severity}{'s' if count > 1 else ''}")
            about = told["about"].replace("|", "\\|")
            lines.append(
                f"| [{told['file']}](files/{told['file']}) | {about} | {', '.join(found)} |"
            )
    return "\n".join([*lines, ""])


def main() -> None:
    """Write all files, and take away those that no case has."""
    files = everything()
    for folder in ("files", "expected"):
        (FOLDER / folder).mkdir(exist_ok=True)
        for path in (FOLDER / folder).iterdir():
            if path.relative_to(FOLDER) not in files:
                path.unlink()
    for path, content in files.items():
        (FOLDER / path).write_bytes(content)


if __name__ == "__main__":
    main()
