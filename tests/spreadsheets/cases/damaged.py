"""Files that are not what they should be: refused, with what to do."""

from tests.spreadsheets.case import Case, Theme, error
from tests.spreadsheets.grid import Sheet
from tests.spreadsheets.tables import STUDY_ROWS, data
from tests.spreadsheets.write import excel, old_excel, text

DAMAGED = Theme("Files that are not what they should be")
SAVE_AS = "save it as .xlsx"


@DAMAGED
def text_called_excel() -> Case:
    """A table as text whose name says that it is a workbook."""
    return Case(
        text.table(Sheet("a", STUDY_ROWS)),
        "xlsx",
        problems=[
            error("text-called-excel.xlsx", "no Excel workbook, whatever its name", mend=SAVE_AS)
        ],
    )


@DAMAGED
def web_page_called_excel() -> Case:
    """A web page that a website calls an Excel file."""
    page = b"<html><body><table><tr><td>Patient</td><td>CD25</td></tr></table></body></html>"
    return Case(
        page,
        "csv",
        problems=[error("web-page-called-excel.csv", "web page", mend=SAVE_AS)],
    )


@DAMAGED
def binary_excel() -> Case:
    """A binary workbook of Excel (.xlsb), which is not read."""
    content = excel.workbook([data(STUDY_ROWS)], more={"xl/workbook.bin": b"\x83\x01\x00"})
    return Case(content, "xlsx", problems=[error("binary-excel.xlsx", ".xlsb", mend=SAVE_AS)])


@DAMAGED
def locked_with_a_password() -> Case:
    """A workbook that Excel has encrypted."""
    content = old_excel.compound_file({"EncryptedPackage": bytes(5000)})
    return Case(
        content,
        "xlsx",
        problems=[
            error(
                "locked-with-a-password.xlsx",
                "locked with a password",
                mend="Save it without a password.",
            )
        ],
    )


@DAMAGED
def cut_off() -> Case:
    """A workbook whose second half was never copied."""
    content = excel.workbook([data(STUDY_ROWS)])
    return Case(
        content[: len(content) // 2],
        "xlsx",
        problems=[error("cut-off.xlsx", "cut off: its end is missing", mend="Copy it again.")],
    )


@DAMAGED
def empty_file() -> Case:
    """A file without content."""
    return Case(
        b"\r\n", "csv", problems=[error("empty-file.csv", "The file is empty.", mend="Save")]
    )


@DAMAGED
def quotation_mark_never_closed() -> Case:
    """A quotation mark that is opened in a cell and swallows the rest of the table."""
    content = text.table(Sheet("a", STUDY_ROWS)).decode()
    broken = content.replace("K07,Tumor,control", '"K07,Tumor,control')
    return Case(
        broken.encode(),
        "csv",
        problems=[
            error(
                "quotation-mark-never-closed.csv",
                "opens in quotation-mark-never-closed!A6 is never closed",
                mend="Close or delete the quotation mark.",
            )
        ],
    )


@DAMAGED
def utf_8_put_together_with_another() -> Case:
    """Text in UTF-8 with a line in another encoding."""
    rows = [
        [*row, "Größe, Länge, Höhe, Übergröße" if not n else 2] for n, row in enumerate(STUDY_ROWS)
    ]
    content = text.table(Sheet("a", rows), "\t")
    content = content.replace(b"K22\tTumor\tIL-2", b"K22\tTumor\tIL-2 (\xfcber Nacht)")
    name = "utf-8-put-together-with-another.tsv"
    return Case(
        content,
        "tsv",
        problems=[error(name, "in UTF-8, but line 19 has a byte", mend='save it as "CSV UTF-8"')],
    )
