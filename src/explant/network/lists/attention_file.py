"""A file that says how much studied each gene is."""

from pathlib import Path

from explant.network.lists.opened_exports import exported_workbook
from explant.network.lists.written_scores import as_number, decimal_comma, pointed
from explant.network.symbols import Symbols, written
from explant.problems import Problem, ProblemsError
from explant.spreadsheet.sheet.cells import Sheet


def read_attention(path: Path, symbols: Symbols) -> dict[str, float]:
    """Attention by gene: a table whose first column is genes and whose second is numbers.

    Parameters
    ----------
    path
        The file; a first row without a number in its second column is its heading.
    symbols
        Approved symbols.

    Raises
    ------
    ProblemsError
        When a row has no number, or no name of the file is a gene.
    """
    sheet = next((sheet for sheet in exported_workbook(path).sheets if sheet.rows), Sheet("", {}))
    gene, number = (*sheet.columns, 0, 0)[:2]
    comma = decimal_comma(written(sheet.at(row, number).value) for row in sheet.rows[1:])
    attention: dict[str, float] = {}
    for place, row in enumerate(sheet.rows):
        value = as_number(pointed(written(sheet.at(row, number).value), comma))
        if value is None:
            if place == 0:
                continue
            raise ProblemsError(
                [
                    Problem(
                        "error",
                        f"{path.name} row {row}",
                        "The second column has no number.",
                        "Give each gene a number, such as its number of publications.",
                    )
                ]
            )
        symbol = symbols.resolved(written(sheet.at(row, gene).value)).symbol
        if symbol:
            attention[symbol] = max(value, attention.get(symbol, value))
    if not attention:
        raise ProblemsError(
            [
                Problem(
                    "error",
                    path.name,
                    "No name in the first column is an approved symbol.",
                    "Put the genes into the first column and the numbers into the second.",
                )
            ]
        )
    return attention
