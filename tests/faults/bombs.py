"""Spreadsheets made to do harm, made by script, each as large as it is asked to be.

``size`` multiplies what makes each of them harmful.
"""

import random
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.spreadsheet.files.writers import (
    MAIN,
    RELATIONS,
    archive,
    excel_members,
    open_document_members,
)

ROWS = [("Patient", "Treatment", "CD25", "Note")] + [
    (f"P{number:02d}", treatment, str(10 + number + shift), "")
    for number in range(8)
    for treatment, shift in (("control", 0), ("IL-2", 3))
]


def _sheet(extra: str) -> str:
    rows = []
    for values in ROWS:
        cells = "".join(f'<c t="inlineStr"><is><t>{value}</t></is></c>' for value in values)
        rows.append(f"<row>{cells}</row>")
    return "".join(rows) + extra


def _table(path: Path, note: str) -> Path:
    rows = [list(row) for row in ROWS]
    for row in rows[1:]:
        row[-1] = note
    path.write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")
    return path


def one_token(folder: Path, size: int) -> Path:
    """One attribute of 20 MB in a workbook of 20 kB."""
    extra = f'<row spans="{"1" * 20_000_000 * size}"/>'
    return archive(folder / "token.xlsx", excel_members(_sheet(extra)))


def one_comment(folder: Path, size: int) -> Path:
    """One comment of 20 MB."""
    extra = f"<!--{'x' * 20_000_000 * size}-->"
    return archive(folder / "comment.xlsx", excel_members(_sheet(extra)))


def many_attributes(folder: Path, size: int) -> Path:
    """One element with a hundred thousand attributes."""
    extra = "<row " + " ".join(f'a{number}="1"' for number in range(100_000 * size)) + "/>"
    return archive(folder / "attributes.xlsx", excel_members(_sheet(extra)))


def addresses(folder: Path, size: int) -> Path:
    """Notes that look like the beginning of an address of mail for ten thousand letters."""
    return _table(folder / "addresses.csv", ("a" * 6_000 * size)[:32_000] + "@")


def commas(folder: Path, size: int) -> Path:
    """Notes of commas and digits, as numbers have them."""
    return _table(folder / "numbers.csv", '"' + ("1,234" * 1_200 * size)[:32_000] + ' x"')


def blanks(folder: Path, size: int) -> Path:
    """Notes of blanks between letters."""
    return _table(folder / "blanks.csv", "a" + (" " * 6_000 * size)[:32_000] + "b")


def brackets(folder: Path, size: int) -> Path:
    """Notes of brackets that nothing closes."""
    return _table(folder / "brackets.csv", "(" * min(6_000 * size, 32_000))


def one_line(folder: Path, size: int) -> Path:
    """One row of two hundred thousand cells of one letter."""
    path = folder / "line.csv"
    path.write_text("a," * 50_000 * size + "\n" + "1," * 50_000 * size + "\n", encoding="utf-8")
    return path


def noise(folder: Path, size: int) -> Path:
    """Short words in every cell, none of which says anything."""
    generator = random.Random(1)
    lines = [
        ",".join("".join(generator.choices("abTN12+- ", k=3)) for _ in range(20))
        for _ in range(1_000 * size)
    ]
    path = folder / "noise.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def shared_part(folder: Path, size: int) -> Path:
    """A thousand sheets that are one and the same part, within which a token is long."""
    sheets = "".join(f'<sheet name="S{number}" r:id="r1"/>' for number in range(1_000))
    workbook = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{sheets}</sheets></workbook>'
    )
    part = _sheet(f"<!--{'x' * 200_000 * size}-->")
    return archive(folder / "shared.xlsx", excel_members(part, workbook=workbook))


def shared_strings(folder: Path, size: int) -> Path:
    """One text of 30,000 letters in every cell of a sheet."""
    row = '<c t="s"><v>0</v></c>' * 100
    strings = f'<sst xmlns="{MAIN}"><si><t>{"x" * 30_000}</t></si></sst>'
    rows = _sheet(f"<row>{row}</row>" * 50 * size)
    return archive(folder / "strings.xlsx", excel_members(rows, strings=strings))


def formulas(folder: Path, size: int) -> Path:
    """A long formula, shared by many cells."""
    long = "+".join(["A1"] * 1_000)
    first = f'<c><f t="shared" si="0" ref="A1:A9">{long}</f><v>1</v></c>'
    more = '<row><c><f t="shared" si="0"/><v>1</v></c></row>' * 1_000 * size
    return archive(folder / "formulas.xlsx", excel_members(_sheet(f"<row>{first}</row>{more}")))


def repeated_text(folder: Path, size: int) -> Path:
    """Ten thousand repeated cells of one text in a row that is repeated, too."""
    rows = (
        f'<table:table-row table:number-rows-repeated="{10 * size}">'
        '<table:table-cell table:number-columns-repeated="10000" office:value-type="string">'
        f"<text:p>{'x' * 1_000}</text:p></table:table-cell></table:table-row>"
    )
    return archive(folder / "repeated.ods", open_document_members(rows))


def zeros(folder: Path, size: int) -> Path:
    """A part that unpacks to 300 MB of blanks."""
    path = folder / "zeros.xlsx"
    archive(path, excel_members(_sheet("")))
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as book,
        book.open("xl/worksheets/sheet9.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(25 * size):
            part.write(b" " * 1_000_000)
    return path


def members(folder: Path, size: int) -> Path:
    """Thousands of empty parts."""
    path = folder / "members.xlsx"
    archive(path, excel_members(_sheet("")))
    with zipfile.ZipFile(path, "a") as book:
        for number in range(2_000 * size):
            book.writestr(f"x/{number}", b"")
    return path


BOMBS: dict[str, Callable[[Path, int], Path]] = {
    function.__name__: function
    for function in (
        *(one_token, one_comment, many_attributes, addresses, commas, blanks, brackets, one_line),
        *(noise, shared_part, shared_strings, formulas, repeated_text, zeros, members),
    )
}
