"""Files made to do harm: refused at once, with a message; and odd ones that are harmless."""

from tests.spreadsheets.case import Case, Theme, book, error, note, warning
from tests.spreadsheets.grid import Cell, replaced
from tests.spreadsheets.tables import data, sample_rows
from tests.spreadsheets.write import excel, old_excel, open_document
from tests.spreadsheets.write.zipped import archive, bomb

SAFETY = Theme("Files made to do harm")
SHEET = data(sample_rows())
PART = "xl/worksheets/sheet1.xml"
SAVE_AS = "Open it in Excel or LibreOffice and save it as .xlsx."
ALONE = "Keep the table alone in a workbook of its own"


def _parts(part: str, change: tuple[str, str]) -> bytes:
    """The study with a text in one part replaced."""
    made = excel.parts([SHEET])
    old, new = change
    text = made[part]
    assert isinstance(text, str)
    assert old in text
    return archive({**made, part: text.replace(old, new, 1)})


def _refused(content: bytes, name: str, *says: str, mend: str = SAVE_AS) -> Case:
    suffix = name.rsplit(".", 1)[1]
    return Case(content, suffix, problems=[error(name, *says, mend=mend)])


@SAFETY
def zip_bomb() -> Case:
    """40 kB that name one member of 1 MB four hundred times."""
    return _refused(bomb(4000, 400), "zip-bomb.xlsx", "The workbook unpacks to 413 MB", mend=ALONE)


@SAFETY
def entities_that_expand() -> Case:
    """XML entities that expand ten times each, a billion laughs."""
    laughs = "".join(
        f'<!ENTITY {letter} "{f"&{before};" * 10}">'
        for before, letter in zip("abcdefgh", "bcdefghi", strict=True)
    )
    doctype = f'<!DOCTYPE worksheet [<!ENTITY a "ha">{laughs}]>\n<worksheet '
    return _refused(
        _parts(PART, ("<worksheet ", doctype)),
        "entities-that-expand.xlsx",
        "declares a document type (DOCTYPE)",
    )


@SAFETY
def entity_of_another_file() -> Case:
    """An XML entity that would put a file of this computer into a cell, in an .ods."""
    content = open_document.spreadsheet([SHEET])
    doctype = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    head = b'<?xml version="1.0" encoding="UTF-8"?>\n'
    inner = content[content.index(head) :]
    inner = inner[: inner.index(b"</office:document-content>") + 26]
    broken = archive(
        {
            "mimetype": open_document.KIND,
            "content.xml": inner.replace(head, head + doctype).replace(b">K03<", b">&x;<"),
        }
    )
    return _refused(broken, "entity-of-another-file.ods", "declares a document type (DOCTYPE)")


@SAFETY
def deep_nesting() -> Case:
    """A text whose parts lie within each other, five thousand levels deep."""
    deep = "<r>" * 5000 + "</r>" * 5000
    return _refused(
        _parts("xl/sharedStrings.xml", ("<si>", f"<si>{deep}")),
        "deep-nesting.xlsx",
        "nested more than 100 levels deep",
    )


@SAFETY
def deep_nesting_in_open_document() -> Case:
    """The same in LibreOffice's format."""
    deep = "<text:span>" * 1000 + "</text:span>" * 1000
    tables = (
        '<table:table table:name="Data"><table:table-row><table:table-cell>'
        f"<text:p>{deep}</text:p></table:table-cell></table:table-row></table:table>"
    )
    return _refused(
        open_document.spreadsheet([], tables),
        "deep-nesting-in-open-document.ods",
        "nested more than 100 levels deep",
    )


@SAFETY
def gigantic_dimension() -> Case:
    """The sheet says that it fills all cells of Excel; only those that exist are read."""
    sheet = data(sample_rows(), more={"dimension": '<dimension ref="A1:XFD1048576"/>'})
    return book(sheet, shape=True)


@SAFETY
def content_repeated_over_the_sheet() -> Case:
    """An .ods in which one value is repeated over a million rows and 16,384 columns."""
    tables = (
        '<table:table table:name="Data"><table:table-row table:number-rows-repeated="1048576">'
        '<table:table-cell office:value-type="float" office:value="5" '
        'table:number-columns-repeated="16384"><text:p>5</text:p></table:table-cell>'
        "</table:table-row></table:table>"
    )
    return _refused(
        open_document.spreadsheet([], tables),
        "content-repeated-over-the-sheet.ods",
        "repeated over",
        "the most that is read is 2,000,000 cells",
        mend="Delete the cells that are no data",
    )


@SAFETY
def a_merged_cell_as_large_as_the_sheet() -> Case:
    """One cell merged over all of a sheet."""
    return _refused(
        excel.workbook([data(sample_rows(), merged=["A30:XFD1048576"])]),
        "a-merged-cell-as-large-as-the-sheet.xlsx",
        "Data!A30:XFD1048576 is one merged cell.",
        mend="Unmerge it and save the workbook again.",
    )


@SAFETY
def a_cell_beyond_the_last_one() -> Case:
    """A cell in a row that no sheet has."""
    return _refused(
        _parts(PART, ('<c r="A2"', '<c r="A99999999"')),
        "a-cell-beyond-the-last-one.xlsx",
        "damaged",
        "a cell beyond XFD1048576",
    )


@SAFETY
def one_cell_twice() -> Case:
    """Two cells of the same address: which one holds? Others are not touched by it."""
    return Case(
        _parts(PART, ('<c r="E7"', '<c r="D7"')),
        "xlsx",
        problems=[
            error(
                "Data!D7",
                "two contents for this cell",
                mend="Write the value again",
                patient="K07",
                marker="CD25",
            ),
            warning(
                "Data!E7",
                "Blimp-1 of K07 is missing",
                mend="Fill it in",
                patient="K07",
                marker="Blimp-1",
            ),
        ],
    )


@SAFETY
def a_text_longer_than_a_cell_may_be() -> Case:
    """A text of 40,000 characters in a cell that is no data."""
    sheet = data([*sample_rows(), ["note: " + "x" * 40_000]])
    return Case(
        excel.workbook([sheet]),
        "xlsx",
        [sheet],
        problems=[note("Data!A26", '"note: xxx', "taken for a remark")],
        shape=True,
    )


@SAFETY
def links_to_other_workbooks() -> Case:
    """Formulas on other workbooks: their saved results are read, no link is followed."""
    changes = {}
    rows = sample_rows()
    for row in range(2, 6):
        cell = rows[row - 1][3]
        changes[f"D{row}"] = Cell(cell.value, formula=f"[1]Raw!B{row}", truth=cell.truth)
    sheet = data(replaced(rows, changes))
    link = (
        f'<externalLink xmlns="{excel.MAIN}"><externalBook xmlns:r="{excel.OFFICE}" r:id="rId1"/>'
        "</externalLink>"
    )
    target = (
        f'<Relationships xmlns="{excel.PACKAGE}"><Relationship Id="rId1" '
        f'Type="{excel.OFFICE}/externalLinkPath" Target="http://127.0.0.1:9/raw.xlsx" '
        'TargetMode="External"/></Relationships>'
    )
    more: dict[str, str | bytes] = {
        "xl/externalLinks/externalLink1.xml": link,
        "xl/externalLinks/_rels/externalLink1.xml.rels": target,
    }
    return Case(excel.workbook([sheet], more=more), "xlsx", [sheet], shape=True)


@SAFETY
def a_sheet_that_is_somewhere_else() -> Case:
    """The workbook says that its sheet is a file on a server."""
    return _refused(
        _parts(
            "xl/_rels/workbook.xml.rels",
            (
                'Target="worksheets/sheet1.xml"',
                'Target="http://127.0.0.1:9/sheet1.xml" TargetMode="External"',
            ),
        ),
        "a-sheet-that-is-somewhere-else.xlsx",
        "damaged",
    )


@SAFETY
def sectors_in_a_circle() -> Case:
    """An old workbook whose sectors follow each other in a circle."""
    content = bytearray(old_excel.workbook([SHEET]))
    table = len(content) - 512
    content[table + 4 : table + 8] = (0).to_bytes(4, "little")
    return _refused(bytes(content), "sectors-in-a-circle.xls", "a chain of its sectors has no end")
