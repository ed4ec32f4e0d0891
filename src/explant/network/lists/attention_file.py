"""A file that says how much studied each gene is."""

from pathlib import Path

from explant.network.lists.gene_list import as_number
from explant.network.symbols import Symbols, written
from explant.problems import Problem, ProblemsError
from explant.spreadsheet.sheet.opening import read_workbook


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
    sheet = read_workbook(path).sheets[0]
    gene, number = (*sheet.columns, 0, 0)[:2]
    attention: dict[str, float] = {}
    for place, row in enumerate(sheet.rows):
        value = as_number(written(sheet.at(row, number).value))
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
