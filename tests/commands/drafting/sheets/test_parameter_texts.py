from explant.commands.drafting.sheets.ids.sample_names import SPLIT
from explant.commands.drafting.sheets.parameter_texts import split_parameters
from explant.commands.drafting.sheets.restatements import Restating
from explant.spreadsheet.sheet.cells import Cell, Sheet, Workbook, cell_text


def _book(texts):
    rows = [["Patient", "Parameter", "Value"]]
    rows += [[p, text, n + 0.5] for p in ("P1", "P2", "P3") for n, text in enumerate(texts)]
    cells = {
        (r, c): Cell("Data", r, c, value)
        for r, row in enumerate(rows, start=1)
        for c, value in enumerate(row, start=1)
    }
    return Workbook("book.csv", (Sheet("Data", cells),))


def _split(texts, given=None):
    restating = Restating()
    book = split_parameters(_book(texts), "Patient", given or {}, restating)
    return book.sheets[0], restating


def test_markers_and_samples_are_parted_and_asked_about():
    texts = [f"{m} {t} {c}" for m in ("CD25", "Ki67") for t in ("T", "N") for c in ("ctrl", "IL-2")]
    sheet, restating = _split(texts)
    assert restating.keys["split"] == {"Parameter": "{marker} {tissue} {treatment}"}
    assert "2 markers × 4 samples" in restating.asked[SPLIT].text
    assert [cell_text(sheet.at(2, column)) for column in range(1, 6)] == [
        "P1",
        "CD25",
        "0.5",
        "T",
        "ctrl",
    ]


def test_markers_alone_and_a_no_are_left_as_they_are():
    for texts, given in (
        (["IL-2", "IL-6", "IL-10", "TNF"], {}),
        (["CD25", "CD69", "PD-1", "CTLA-4"], {}),
        (["CD25 T", "CD25 N", "CD69 T", "CD69 N"], {SPLIT: {}}),
    ):
        sheet, restating = _split(texts, given)
        assert restating.keys == {}
        assert max(sheet.columns) == 3
