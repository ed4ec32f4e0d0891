"""Whether a row sums up the rows above it: by arithmetic, in whatever language it is named."""

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from explant.config.names.spellings import folded
from explant.spreadsheet.sheet.cells import Cell, cell_text
from explant.spreadsheet.values.written_numbers import NotANumber, parse_number

# Beginnings of what labs call such rows; other words may follow: Moyenne (n = 10).
NAMES = (
    *("mean", "average", "avg", "median", "std", "stdev", "standard", "sum", "total", "count"),
    *("min", "max", "range", "variance", "var", "geomean", "geometric", "quartile", "p-value"),
    *("p value", "p (", "p=", "t-test", "ttest", "wilcoxon", "95", "summary", "statistic"),
    *("mittel", "durchschnitt", "stabw", "stdabw", "summe", "anzahl", "gesamt", "varianz", "streu"),
    *("moyenne", "moy", "médiane", "mediane", "écart", "ecart", "erreur", "somme", "effectif"),
    *("media", "promedio", "desv", "desviacion", "error", "suma", "número", "numero", "recuento"),
    *("média", "desvio", "erro", "soma", "deviazione", "dev", "somma", "errore", "scarto"),
    *("ortalama", "ortanca", "medyan", "standart", "toplam", "sayı", "średnia", "srednia"),
    *("odchylenie", "liczba", "gemiddeld", "standaard", "som", "aantal", "medel", "keski"),
    *("сред", "медиан", "станд", "ст. откл", "сумма", "количество", "ошибка"),
    *("متوسط", "المتوسط", "الوسط", "الوسيط", "الانحراف", "المجموع", "العدد", "المعدل"),
    *("میانگین", "میانه", "انحراف", "مجموع", "تعداد", "معدل"),
    *(
        "平均",
        "均值",
        "中位",
        "中央",
        "标准",
        "標準",
        "合计",
        "合計",
        "总",
        "평균",
        "표준",
        "중앙",
        "합계",
    ),
)
SHORT_NAMES = frozenset(
    {
        *("n", "m", "x", "x̄", "sd", "s.d", "se", "sem", "ci", "cv", "%cv", "cv%", "iqr", "p", "q1"),
        *(
            "q3",
            "mw",
            "gm",
            "ø",
            "sa",
            "vk",
            "et",
            "es",
            "de",
            "ee",
            "ds",
            "dp",
            "ep",
            "ss",
            "σ",
            "s",
            "µ",
            "μ",
        ),
    }
)
P_VALUE = re.compile(r"p(?:\b|[-_ =(]|$)|.*(?:wilcoxon|t-?test|p-?value|p-?wert|valeur p|mann)")
PLUS_MINUS = re.compile(r"([^±]+?) ?(?:±|\+/-|\+-) ?([^±]+)")
WITHOUT_NAME = frozenset({"mean", "median", "SD", "SD of all", "SEM", "n", "CV", "CV in %"})
"""What a row is known for without a name: a patient may well have the smallest of all values."""
FEWEST = 2
"""Rows of which a sum makes sense."""
ROUGH = 0.1
"""Largest share of the spread of a column that the printed rounding may take up."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A number and half of its last digit."""

    value: float
    tolerance: float

    def shows(self, exact: float) -> bool:
        """Whether an exact number is printed so; the last bits are those of the machine."""
        return abs(self.value - exact) <= self.tolerance * 1.0001 + 1e-9 * abs(exact)


@dataclass(frozen=True)
class SummedUp:
    """What a row is of the rows above it."""

    what: str
    columns: int
    precise: int
    """Columns in which the match is no matter of rounding."""


def is_named(texts: Iterable[str]) -> bool:
    """Whether a text is what labs call a row that sums up.

    Examples
    --------
    >>> [is_named([text]) for text in ("Écart-type", "StAbw", "%CV", "المتوسط", "SS")]
    [True, True, True, True, True]
    >>> is_named(["P01", "Anna", "Pool"])
    False
    """
    for text in texts:
        plain = folded(text).strip(":=. ")
        if plain.replace(".", "").replace(" ", "") in SHORT_NAMES or plain.startswith(NAMES):
            return True
    return False


def printed(cell: Cell) -> Printed | None:
    """Number in a cell with the precision that it is written in; None for anything else."""
    value = cell.value
    if isinstance(value, bool) or value is None or cell.error:
        return None
    if isinstance(value, (int, float)):
        text = format(value, ".15g")
        number = float(value)
    elif isinstance(value, str):
        text = value.strip().rstrip("%").strip()
        try:
            number = parse_number(text)
        except NotANumber:
            return None
    else:
        return None
    if "e" in text.casefold():
        return Printed(number, 1e-9 * abs(number))
    _, _, decimals = text.replace(",", ".").replace("٫", ".").rpartition(".")
    places = len(decimals) if decimals != text else 0
    return Printed(number, 0.5 * 10.0**-places)


def measures(values: Sequence[float]) -> dict[str, float]:
    """What a row may say of the numbers above it, by name.

    Examples
    --------
    >>> found = measures([1.0, 2.0, 6.0])
    >>> found["mean"], found["median"], round(found["SD"], 3), found["n"]
    (3.0, 2.0, 2.646, 3)
    """
    count = len(values)
    ordered = sorted(values)
    total = math.fsum(values)
    mean = total / count
    squares = math.fsum((value - mean) ** 2 for value in values)
    deviation = math.sqrt(squares / (count - 1))
    middle = count // 2
    found = {
        "mean": mean,
        "median": ordered[middle] if count % 2 else (ordered[middle - 1] + ordered[middle]) / 2,
        "SD": deviation,
        "SD of all": math.sqrt(squares / count),
        "variance": deviation**2,
        "SEM": deviation / math.sqrt(count),
        "n": count,
        "sum": total,
        "minimum": ordered[0],
        "maximum": ordered[-1],
        "range": ordered[-1] - ordered[0],
    }
    if mean:
        found |= {"CV": deviation / mean, "CV in %": 100 * deviation / mean}
    if ordered[0] > 0:
        found["geometric mean"] = math.exp(math.fsum(map(math.log, values)) / count)
    return found


def summed_up(
    own: Mapping[int, Cell],
    above: Sequence[Mapping[int, Cell]],
    names: Sequence[str],
    labels: Collection[int] = (),
) -> SummedUp | None:
    """What a row is of the rows above it, in every column in which it has a number.

    Parameters
    ----------
    own
        Its cells by column, that of the ID left out.
    above
        Cells of the rows of patients above it.
    names
        What it is called.
    labels
        Columns that say what is measured, though it may be a number, such as a dose.

    Returns
    -------
    SummedUp or None
        None if its numbers are not those of the rows above, nor of those of one group of them.
    """
    numbers: dict[int, tuple[Printed, Printed | None]] = {}
    free = list(names)
    groups: list[tuple[int, str]] = []
    for column, cell in own.items():
        if column not in labels and (single := printed(cell)) is not None:
            numbers[column] = (single, None)
        elif both := _with_spread(cell):
            numbers[column] = both
        else:
            text = folded(cell_text(cell))
            if any(folded(cell_text(row[column])) == text for row in above if column in row):
                groups.append((column, text))
            elif any(character.isalnum() for character in text):
                free.append(text)
    if not numbers:
        return None
    if _p_values(numbers, above, free):
        return SummedUp("p", len(numbers), 0)
    named = is_named(free)
    for rows in _groups(above, groups, free):
        if len(rows) >= FEWEST and (found := _of(numbers, rows, named=named)):
            return found
    return None


def _with_spread(cell: Cell) -> tuple[Printed, Printed] | None:
    match = PLUS_MINUS.fullmatch(cell.value.strip()) if isinstance(cell.value, str) else None
    if match is None:
        return None
    parts = [printed(Cell("", 1, 1, part)) for part in match.groups()]
    first, second = parts
    return (first, second) if first is not None and second is not None else None


def _p_values(
    numbers: Mapping[int, tuple[Printed, Printed | None]],
    above: Sequence[Mapping[int, Cell]],
    names: Sequence[str],
) -> bool:
    """Whether a row that is called so holds probabilities, and the rows above it do not."""
    if not any(P_VALUE.match(folded(name)) for name in names):
        return False
    if any(spread is not None or not 0 <= one.value <= 1 for one, spread in numbers.values()):
        return False
    others = [found for row in above for column in numbers if (found := _number(row, column))]
    return any(not 0 <= other.value <= 1 for other in others)


def _number(row: Mapping[int, Cell], column: int) -> Printed | None:
    return printed(row[column]) if column in row else None


def _groups(
    above: Sequence[Mapping[int, Cell]], groups: Sequence[tuple[int, str]], names: Sequence[str]
) -> Iterable[Sequence[Mapping[int, Cell]]]:
    """Rows that a row may sum up: all of a group that it names, or all."""

    def of(wanted: Sequence[tuple[int, str]]) -> list[Mapping[int, Cell]]:
        return [
            row
            for row in above
            if all(
                column in row and folded(cell_text(row[column])) == text for column, text in wanted
            )
        ]

    yield of(groups) if groups else above
    if groups:
        return
    # Mean tumor, early: the group stands in the name.
    words = " ".join(map(folded, names))
    texts = {
        (column, folded(cell_text(cell)))
        for row in above
        for column, cell in row.items()
        if isinstance(cell.value, str) and printed(cell) is None
    }
    for column, text in sorted(texts):
        if re.search(rf"(?<!\w){re.escape(text)}(?!\w)", words):
            yield of([(column, text)])


def _of(
    numbers: Mapping[int, tuple[Printed, Printed | None]],
    rows: Sequence[Mapping[int, Cell]],
    *,
    named: bool,
) -> SummedUp | None:
    same: list[str] | None = None
    columns = precise = 0
    for column, (one, spread) in numbers.items():
        texts = [row[column] for row in rows if column in row]
        exact = [number.value for cell in texts if (number := printed(cell)) is not None]
        limits = [
            number.value
            for cell in texts
            if isinstance(cell.value, str)
            and (number := printed(Cell("", 1, 1, cell.value.lstrip("<>≤≥= ")))) is not None
        ]
        numeric = [cell for cell in texts if not isinstance(cell.value, str)]
        whole = [*limits, *(n.value for cell in numeric if (n := printed(cell)) is not None)]
        found: list[str] = []
        for values in (exact, whole):
            if len(values) < FEWEST:
                continue
            known = measures(values)
            names = [
                name
                for name, value in known.items()
                if (named or name in WITHOUT_NAME) and one.shows(value)
            ]
            if spread is not None:
                beside = any(spread.shows(known[name]) for name in ("SD", "SD of all", "SEM"))
                middle = ("mean", "median", "geometric mean")
                names = [name for name in names if beside and name in middle]
            found += names
        if len(exact) < FEWEST and len(whole) < FEWEST:
            return None
        columns += 1
        precise += 2 * one.tolerance <= ROUGH * (max(whole) - min(whole))
        same = [name for name in (found if same is None else same) if name in found]
        if not same:
            return None
    return SummedUp(same[0], columns, precise) if same else None
