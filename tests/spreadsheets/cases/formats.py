"""Formats of files, encodings and separators."""

from dataclasses import replace

from tests.spreadsheets.case import Case, Theme, book, note, warning
from tests.spreadsheets.grid import Cell, Row, Sheet
from tests.spreadsheets.study import patients_of
from tests.spreadsheets.tables import WHOLE, data, patient_values, sample_rows
from tests.spreadsheets.write import excel, old_excel, open_document, text

FORMATS = Theme("Formats, encodings and separators")
ROWS = sample_rows()


def _table(name: str, suffix: str, separator: str, encoding: str, **more: str) -> Case:
    sheet = Sheet(name, ROWS)
    return Case(text.table(sheet, separator, encoding, **more), suffix, [sheet], shape=True)


@FORMATS
def excel_plain() -> Case:
    """A workbook of Excel with one row a sample."""
    return book(data(ROWS), shape=True)


@FORMATS
def excel_with_macros() -> Case:
    """A workbook with a macro. The macro stays where it is and is not looked at."""
    sheet = data(ROWS)
    macros = b'Attribute VB_Name = "Module1"\r\nSub Auto_Open()\r\nKill "*.*"\r\nEnd Sub\r\n'
    return Case(excel.workbook([sheet], macros=macros), "xlsm", [sheet], shape=True)


@FORMATS
def excel_texts_in_pieces() -> Case:
    """Texts stand in their cells, each in two pieces of a different look."""
    sheet = data(ROWS)
    return Case(excel.workbook([sheet], inline=True), "xlsx", [sheet], shape=True)


@FORMATS
def old_excel_97() -> Case:
    """A workbook of Excel 97."""
    sheet = data(ROWS)
    return Case(old_excel.workbook([sheet]), "xls", [sheet], shape=True)


@FORMATS
def old_excel_with_everything() -> Case:
    """Excel 97: percent formats, a hidden row and column, merged IDs, a hidden second sheet."""
    rows: list[Row] = [list(row) for row in ROWS]
    for row in rows[1:]:
        cell = row[3]
        row[3] = Cell(round(cell.value / 100, 6), shown="0.0%", key=cell.key, truth=cell.truth)
    for number in range(1, len(rows)):
        if number % 4 != 1:
            rows[number][0] = None
    sheet = data(
        rows,
        merged=[f"A{row}:A{row + 3}" for row in range(2, 26, 4)],
        hidden_rows=[4],
        hidden_columns=[5],
    )
    other = Sheet("Old", [["made in", 2003]], hidden=True)
    return Case(
        old_excel.workbook([sheet, other]),
        "xls",
        [sheet],
        problems=[
            warning("Data", "Hidden rows: 4", "read like the rest", mend="Show it"),
            warning("Data", "Hidden columns: E", "read like the rest", mend="Show it"),
            note("Old", "The sheet is hidden and is not read.", mend="Show it"),
            note(
                "Data!D2:D25",
                "0.23 shown as 23 % is read as 23",
                marker="CD25",
            ),
        ],
    )


@FORMATS
def open_document_plain() -> Case:
    """A spreadsheet of LibreOffice, which fills the sheet to its last row with repeated cells."""
    sheet = data(ROWS)
    return Case(open_document.spreadsheet([sheet]), "ods", [sheet], shape=True)


@FORMATS
def open_document_with_everything() -> Case:
    """LibreOffice: merged headings, percentages, a hidden row, a formula with its result."""
    samples = ("T -IL2", "T +IL2", "N -IL2", "N +IL2")
    rows: list[Row] = [
        ["Patient", "CD25 (%)", *[None] * 3, "Blimp-1 (MFI)", *[None] * 3, "IL-10", *[None] * 3],
        [None, *samples * 3],
        *([patient, *patient_values(patient)] for patient in patients_of(WHOLE)),
    ]
    for row in rows[2:]:
        for column in range(1, 5):
            cell = row[column]
            row[column] = Cell(
                round(cell.value / 100, 6), shown="0.0%", key=cell.key, truth=cell.truth
            )
    cell = rows[2][5]
    rows[2][5] = Cell(cell.value, formula=f"{cell.value - 1}+1", key=cell.key, truth=cell.truth)
    sheet = data(rows, merged=["A1:A2", "B1:E1", "F1:I1", "J1:M1"], hidden_rows=[6])
    return Case(
        open_document.spreadsheet([sheet]),
        "ods",
        [sheet],
        plan={"spreadsheet": {"layout": "one_row_per_patient"}},
        problems=[
            warning("Data", "Hidden rows: 6", "read like the rest", mend="Show it"),
            note(
                "Data!B3:E8",
                "0.23 shown as 23 % is read as 23",
                marker="CD25",
            ),
        ],
    )


@FORMATS
def csv_comma() -> Case:
    """Text in UTF-8, separated by commas."""
    return _table("csv-comma", "csv", ",", "utf-8")


@FORMATS
def csv_with_byte_order_mark() -> Case:
    """Text in UTF-8 with a byte order mark, as Excel's "CSV UTF-8"."""
    return _table("csv-with-byte-order-mark", "csv", ",", "utf-8-sig")


@FORMATS
def csv_semicolon_and_decimal_comma() -> Case:
    """Semicolons and decimal commas, as Excel writes them in much of Europe."""
    name = "csv-semicolon-and-decimal-comma"
    sheet = Sheet(name, ROWS)
    return Case(
        text.table(sheet, ";", "cp1252", decimal=","),
        "csv",
        [sheet],
        shape=True,
        problems=[
            note(
                f"{name}!D2:D13 {name}!F2:F13",
                "A comma is read as the decimal sign in 48 cells",
                f'as in "{str(ROWS[1][3].value).replace(".", ",")}"',
            )
        ],
    )


@FORMATS
def csv_with_a_line_for_excel() -> Case:
    """A first line that tells Excel the separator; Excel does not show it, so row 1 is the next."""
    return _table("csv-with-a-line-for-excel", "csv", ";", "utf-8", first="sep=;\r\n")


@FORMATS
def csv_separated_by_what_its_first_line_says() -> Case:
    """A separator that nobody would guess, named in the first line."""
    name = "csv-separated-by-what-its-first-line-says"
    return _table(name, "csv", "|", "utf-8", first="sep=|\r\n")


@FORMATS
def csv_with_quotes() -> Case:
    """Commas, quotation marks and line breaks within cells."""
    rows: list[Row] = [
        ["Patient", "Cells, taken", "Treatment", "Remark", "CD25 (%)", "Blimp-1", "IL-10"]
    ]
    for row in ROWS[1:]:
        rows.append([*row[:3], 'said "fine",\nthen left', *row[3:]])
    sheet = Sheet("csv-with-quotes", rows)
    return Case(
        text.table(sheet),
        "csv",
        [sheet],
        plan={"factors": {"tissue": {"column": ["Cells, taken"]}}},
        problems=[
            note(
                "csv-with-quotes!D1",
                'Columns that the plan does not name are not read: "Remark".',
            )
        ],
    )


@FORMATS
def csv_with_quoted_decimal_commas() -> Case:
    """Commas between the cells and, within quotation marks, in the numbers."""
    name = "csv-with-quoted-decimal-commas"
    sheet = Sheet(name, ROWS)
    return Case(
        text.table(sheet, ",", decimal=","),
        "csv",
        [sheet],
        shape=True,
        problems=[
            note(
                f"{name}!D2:D13 {name}!F2:F13",
                "A comma is read as the decimal sign in 48 cells",
            )
        ],
    )


@FORMATS
def csv_of_an_old_mac() -> Case:
    """Lines that end with a carriage return alone."""
    case = _table("csv-of-an-old-mac", "csv", ";", "utf-8")
    return replace(case, content=case.content.replace(b"\r\n", b"\r"))


@FORMATS
def csv_with_empty_rows_and_columns() -> Case:
    """Separators of the empty rows and columns that Excel once had in use, titles above."""
    title = ["Explants, flow cytometry", *[None] * 9]
    rows = [title, [], *([*row, None, None, None, None] for row in ROWS), [], []]
    sheet = Sheet("csv-with-empty-rows-and-columns", rows)
    content = text.table(sheet, ";").replace(b"IL-10\r", b"IL-10;;;;\r") + b";;;;;;;;;\r\n" * 3
    return Case(content, "csv", [sheet], shape=True)


@FORMATS
def tab_separated() -> Case:
    """Text separated by tabs."""
    return _table("tab-separated", "tsv", "\t", "utf-8")


@FORMATS
def utf_16_little_endian() -> Case:
    """Excel's "Unicode text": UTF-16 with a byte order mark, separated by tabs."""
    sheet = Sheet("utf-16-little-endian", ROWS)
    content = b"\xff\xfe" + text.table(sheet, "\t", "utf-16-le")
    return Case(content, "csv", [sheet], shape=True)


@FORMATS
def utf_16_big_endian_without_mark() -> Case:
    """UTF-16 the other way round and without a byte order mark."""
    return _table("utf-16-big-endian-without-mark", "csv", ";", "utf-16-be")


@FORMATS
def windows_1252_german() -> Case:
    """A German table in Windows-1252: which letters its bytes are is told, with the cells."""
    labels = {"tumor": "Tumor", "normal": "gesund", "control": "ohne", "IL-2": "IL-2"}
    rows = sample_rows(labels=labels)
    rows[0] = ["Patient", "Gewebe", "Zusatz", "CD25", "Blimp-1", "IL-10"]
    rows = [[*row, "Größe (cm)" if not n else 2.5] for n, row in enumerate(rows)]
    rows[3][1] = "Gesund"
    sheet = Sheet("windows-1252-german", rows)
    return Case(
        text.table(sheet, ";", "cp1252", decimal="."),
        "csv",
        [sheet],
        plan={
            "factors": {
                "tissue": {
                    "column": ["Gewebe"],
                    "levels": {"normal": {"aliases": ["gesund"]}},
                },
                "treatment": {
                    "column": ["Zusatz"],
                    "levels": {"control": {"aliases": ["ohne"]}},
                },
            },
            "patients": {"covariates": {"size": ["Größe (cm)"]}},
        },
        patients=[{"patient": patient, "size": 2.5} for patient in patients_of(WHOLE)],
        problems=[
            note(
                "windows-1252-german!G1",
                "They are read as Windows-1252",
                '"Größe (cm)" (else "Grِكe (cm)")',
                mend="save the table as CSV UTF-8 or as .xlsx",
            )
        ],
    )


@FORMATS
def windows_1252_or_1256() -> Case:
    """A letter that stands alone fits both Windows encodings: a question, with both readings."""
    rows = [[*row, "Ø" if not n else 2.5] for n, row in enumerate(ROWS)]
    sheet = Sheet("windows-1252-or-1256", rows)
    return Case(
        text.table(sheet, ";", "cp1252"),
        "csv",
        [sheet],
        problems=[
            warning(
                "windows-1252-or-1256!G1",
                "They are read as Windows-1252; in Windows-1256",
                '"Ø" (else "ط")',
                mend="save the table as CSV UTF-8 or as .xlsx",
            ),
            note(
                "windows-1252-or-1256!G1",
                'Columns that the plan does not name are not read: "Ø".',
            ),
        ],
    )


PERSIAN = {
    "spreadsheet": {"columns": {"patient": "بیمار"}},
    "factors": {
        "tissue": {
            "column": ["بافت"],
            "levels": {"tumor": {"aliases": ["تومور"]}, "normal": {"aliases": ["سالم"]}},
        },
        "treatment": {
            "column": ["تیمار"],
            "levels": {"control": {"aliases": ["شاهد"]}, "IL-2": {"aliases": ["اینترلوکین"]}},
        },
    },
}
PERSIAN_LABELS = {"tumor": "تومور", "normal": "سالم", "control": "شاهد", "IL-2": "اينترلوكين"}


@FORMATS
def windows_1256_persian() -> Case:
    """A Persian table in Windows-1256, which has only Arabic yeh and kaf: they are the same."""
    rows = sample_rows(labels=PERSIAN_LABELS)
    rows[0] = ["بيمار", "بافت", "تيمار", "CD25", "Blimp-1", "IL-10"]
    name = "windows-1256-persian"
    sheet = Sheet(name, rows)
    return Case(
        text.table(sheet, ",", "cp1256"),
        "csv",
        [sheet],
        plan=PERSIAN,
        problems=[
            note(
                f"{name}!A1:C1 {name}!B2:C2",
                "They are read as Windows-1256; in Windows-1252",
                '"تومور" (else',
                "more",
                mend="save the table as CSV UTF-8 or as .xlsx",
            )
        ],
    )


@FORMATS
def arabic_digits_in_excel() -> Case:
    """A Persian sheet: all numbers are texts in Persian digits with the Arabic decimal sign."""
    rows = sample_rows(labels=PERSIAN_LABELS)
    rows[0] = ["بیمار", "بافت", "تیمار", "CD25 (٪)", "Blimp-1", "IL-10"]
    digits = str.maketrans("0123456789.", "۰۱۲۳۴۵۶۷۸۹٫")
    for row in rows[1:]:
        row[3:] = [
            Cell(str(cell.value).translate(digits), key=cell.key, truth=cell.truth)
            for cell in row[3:]
        ]
    return book(data(rows), plan=PERSIAN)


@FORMATS
def excel_called_text() -> Case:
    """A workbook whose name says that it is text: what the bytes are decides."""
    sheet = data(ROWS)
    return Case(excel.workbook([sheet]), "csv", [sheet], shape=True)
