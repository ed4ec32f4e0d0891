"""One table of a random study, in each layout: rows of items, and what is merged."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.spreadsheet.random_places import Changes
from tests.spreadsheet.random_studies import Choices, Item, Levels, Study, spelled

Row = list[Item | None]
Merged = tuple[int, int, int, int]
"""First row and column, last row and column, counted from 0."""


@dataclass
class Grid:
    """A table or a sheet: its rows, how many of them are titles and headings, what is merged."""

    rows: list[Row]
    header: int = 0
    merged: list[Merged] = field(default_factory=list)
    repeated: bool = False
    """The header stands among the rows again."""

    @property
    def width(self) -> int:
        """Number of columns."""
        return max((len(row) for row in self.rows), default=0)


@dataclass(frozen=True)
class Part:
    """The part of a study that one table holds, and what stands in its title or sheet's name."""

    patients: Sequence[str]
    markers: Sequence[str]
    cells: Sequence[Levels]
    given: dict[str, str] = field(default_factory=dict)
    """Factor and level, or "" and marker."""


@dataclass
class Style:
    """How one sheet is written, and why it may be refused."""

    layout: str
    numbers_in_rows: bool
    names: dict[tuple[str, str], str]
    """Spelling of each factor's levels and of each marker (factor "")."""
    mixed: bool
    """Spellings change from cell to cell."""
    risks: list[str] = field(default_factory=list)
    changes: Changes = field(default_factory=Changes)
    """What the plan says of places that are not the usual ones."""


def style_of(choose: Choices, study: Study, layout: str) -> Style:
    """Draw how names are spelled."""
    generator = choose.random()
    aliases = choose.chance(50)
    names = {}
    known = {"": {name: each[2] for name, each in study.markers.items()}, **study.factors}
    for of, options in known.items():
        for name, spellings in options.items():
            text = generator.choice((name, *spellings)) if aliases else name
            names[of, name] = generator.choice((text, text.upper(), text.lower()))
            if names[of, name].casefold() != text.casefold():
                names[of, name] = text
    mixed = layout != "one_row_per_patient" and choose.chance(25)
    return Style(layout, choose.chance(50), names, mixed)


def table_of(
    choose: Choices, study: Study, style: Style, part: Part, *, strata: bool, alone: bool
) -> Grid:
    """Draw a table of a part of the study; strata are columns of it if asked for."""
    attributes = list(study.strata) if strata else []
    make = _patient_table if style.layout == "one_row_per_patient" else _sample_table
    grid = make(choose, study, style, part, attributes)
    if alone and not grid.merged and grid.header == 1 and choose.chance(20):
        # In any order, the patient's column too.
        order = list(range(grid.width))
        choose.random().shuffle(order)
        for row in grid.rows:
            row[:] = [row[column] for column in order]
    return grid


def _sample_table(
    choose: Choices, study: Study, style: Style, part: Part, attributes: Sequence[str]
) -> Grid:
    generator = choose.random()
    long = style.layout == "long"
    factors = [name for name in study.factors if name not in part.given]
    numbers = study.numbers()
    in_rows = len(numbers) > 1 and (style.numbers_in_rows or long)
    in_columns = numbers if len(numbers) > 1 and not in_rows else [""]

    def name(of: str, what: str, role: str) -> Item:
        aliases = study.markers[what][2] if not of else study.factors[of][what]
        text = spelled(what, aliases, generator) if style.mixed else style.names[of, what]
        return Item(text, role=role)

    columns: list[str] = choose.order([*factors, *attributes, *(["Well"] if in_rows else [])], 25)
    head: Row = [Item(each, role="factor heading") for each in columns]
    value_names: Sequence[str] = ["Value"] if long else part.markers
    if long and "" not in part.given:
        columns.append("Marker")
        head.append(Item("Marker", role="heading"))
    numbering = choose.one((" {}", " rep {}", "_{}", " ({})", " well {}"))
    for value_name in value_names:
        for number in in_columns:
            if long or ("" in part.given and generator.random() < 0.5):
                text = "Value"
            else:
                text = style.names["", value_name] + _unit(study, value_name)
            head.append(Item(text + (numbering.format(number) if number else ""), role="heading"))
    rows: list[Row] = []
    for patient in part.patients:
        for cell in part.cells:
            levels = dict(zip(study.factors, cell, strict=True))
            for row_marker in part.markers if long else [""]:
                for row_number in numbers if in_rows else [""]:
                    row: Row = []
                    for column in columns:
                        if column in factors:
                            row.append(name(column, levels[column], "level"))
                        elif column == "Marker":
                            row.append(name("", row_marker, "marker"))
                        elif column == "Well":
                            row.append(Item(int(row_number), role="well"))
                        else:
                            row.append(_attribute(study, column, patient))
                    for marker in [row_marker] if long else part.markers:
                        for number in in_columns:
                            place = (patient, cell, marker, str(row_number or number))
                            row.append(Item(None, place, study.values[place]))
                    rows.append([Item(patient, role="patient"), *row])
    return Grid([[Item("Patient", role="patient heading"), *head], *rows], 1)


def _patient_table(
    choose: Choices, study: Study, style: Style, part: Part, attributes: Sequence[str]
) -> Grid:
    generator = choose.random()
    factors = [name for name in study.factors if name not in part.given]
    numbers = study.numbers()
    in_rows = len(numbers) > 1 and style.numbers_in_rows
    in_columns = [""] if in_rows else numbers
    of_marker = [] if "" in part.given and (factors or choose.chance(50)) else [""]
    named = choose.order([*of_marker, *factors], 60)
    keys = [
        (marker, cell, number)
        for marker in part.markers
        for cell in part.cells
        for number in in_columns
    ]

    def position(key: tuple[str, Levels, str]) -> list[int]:
        marker, cell, number = key
        levels = dict(zip(study.factors, cell, strict=True))
        places = [
            list(study.markers).index(marker)
            if not of
            else list(study.factors[of]).index(levels[of])
            for of in named
        ]
        return [*places, int(number or 0)]

    keys.sort(key=position)
    if not of_marker or (len(study.markers) == 1 and factors and choose.chance(15)):
        named = [each for each in named if each]
        if "" not in part.given:
            style.changes.marker = part.markers[0]
    lines = choose.number(1, min(4, len(named)))
    if lines == 1 and choose.chance(40):
        generator.shuffle(keys)
    header, merged = _header(choose, study, style, part, named, keys, lines)
    head_row = len(header) - 1 if choose.chance(30) else 0
    extra = [*attributes, *(["Well"] if in_rows else [])]
    front = choose.chance(50) or not extra
    grid = Grid([], len(header))
    for number, line in enumerate(header):
        own: Row = [
            Item("Patient", role="patient heading") if number == head_row else None,
        ]
        more: Row = [Item(each, role="factor heading") for each in extra]
        if number != head_row:
            more = [None] * len(extra)
        grid.rows.append([*own, *more, *line] if front else [*own, *line, *more])
    shift = 1 + (len(extra) if front else 0)
    grid.merged = [
        (top, left + shift, bottom, right + shift) for top, left, bottom, right in merged
    ]
    if len(header) > 1 and choose.chance(30):
        for column in range(1 + len(extra) if front else 1):
            text = grid.rows[head_row][column]
            grid.rows[head_row][column] = None
            grid.rows[0][column] = text
            grid.merged.append((0, column, len(header) - 1, column))
    for patient in part.patients:
        for row_number in numbers if in_rows else [""]:
            values: Row = []
            for marker, cell, own in keys:
                place = (patient, cell, marker, row_number or own)
                values.append(Item(None, place, study.values[place]))
            more = [
                Item(int(row_number), role="well")
                if each == "Well"
                else _attribute(study, each, patient)
                for each in extra
            ]
            parts = [*more, *values] if front else [*values, *more]
            grid.rows.append([Item(patient, role="patient"), *parts])
    return grid


def _header(
    choose: Choices,
    study: Study,
    style: Style,
    part: Part,
    named: Sequence[str],
    keys: Sequence[tuple[str, Levels, str]],
    lines: int,
) -> tuple[list[Row], list[Merged]]:
    """Rows of a header that name marker and levels, and areas that are merged."""
    separator = choose.one((" ", ", ", " / ", "_", " | ", " - "))
    brackets = lines == 1 and len(named) > 1 and named[0] == "" and choose.chance(20)
    unit_last = lines == 1 and choose.chance(50)
    numbering = choose.one((" {}", " rep {}", " ({})", "_{}", " well {}"))
    number_line = lines > 1 and choose.chance(30)
    sizes = [1] * lines
    for _ in range(len(named) - lines):
        sizes[choose.number(0, lines - 1)] += 1
    implied = choose.one(named) if lines == 1 and len(named) > 1 and choose.chance(20) else ""
    if implied and not part.given and not brackets:
        style.changes.implied[implied] = choose.one(list(study.factors[implied]))
    texts: list[list[str]] = []
    for marker, cell, number in keys:
        levels = dict(zip(study.factors, cell, strict=True))
        words = []
        for of in named:
            if of and levels[of] == style.changes.implied.get(of):
                continue
            text = style.names[of, marker if not of else levels[of]]
            words.append(text + ("" if of or unit_last else _unit(study, marker)))
        heading: list[str] = []
        start = 0
        sizes = [len(words)] if lines == 1 else sizes
        for size in sizes:
            group = words[start : start + size]
            start += size
            heading.append(
                f"{group[0]} ({', '.join(group[1:])})" if brackets else separator.join(group)
            )
        if unit_last:
            heading[-1] += _unit(study, marker)
        if number and number_line and lines < 4:
            heading.append(number)
        elif number:
            heading[-1] += numbering.format(number)
        texts.append(heading)
    if separator == " - ":
        style.risks.append("a dash between the parts of a heading")
    repeated = choose.chance(30)
    merge = not repeated and choose.chance(60)
    rows: list[Row] = []
    merged: list[Merged] = []
    for line in range(len(texts[0])):
        row: Row = []
        last = line == len(texts[0]) - 1
        begin = 0
        for column, column_texts in enumerate(texts):
            before = texts[column - 1][: line + 1] if column else None
            if not last and not repeated and before == column_texts[: line + 1]:
                row.append(None)
            else:
                if merge and column - begin > 1:
                    merged.append((line, begin, line, column - 1))
                begin = column
                row.append(Item(column_texts[line], role="heading"))
        if merge and not last and len(texts) - begin > 1:
            merged.append((line, begin, line, len(texts) - 1))
        rows.append(row)
    return rows, merged


def _unit(study: Study, marker: str) -> str:
    """Unit behind the name of some markers."""
    unit = study.markers[marker][0]
    if not unit or (len(marker) + len(study.markers)) % 2:
        return ""
    return f" ({unit})" if len(marker) % 3 else f" [{unit}]"


def _attribute(study: Study, name: str, patient: str) -> Item:
    return Item(study.strata[name][study.patients.index(patient)], role="attribute")
