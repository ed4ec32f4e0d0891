"""Small lists, sets and interactions made for a test."""

from pathlib import Path
from typing import Any

from explant.config.models.network import GeneListFile
from explant.network.symbols import Symbols

APPROVED = (
    *("IL2", "IL2RA", "IL2RB", "AKT1", "STAT1", "STAT3", "JAK1", "GRB2", "TP53", "SEPTIN1"),
    *("MAPT", "MTOR", "GABRA1", "GABRA2", "MARCHF2", "MTARC2", "BRCA1", "C1orf112"),
)


def symbols() -> Symbols:
    return Symbols(
        {name: f"HGNC:{number}" for number, name in enumerate(APPROVED)},
        {"SEPT1": ("SEPTIN1",), "PKB": ("AKT1",)},
        {"MARCH2": ("MARCHF2", "MTARC2"), "P53": ("TP53",), "DEC-205": ("IL2",)},
    )


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def declared(path: Path, **keys: Any) -> GeneListFile:
    given = {"database": "made up", "version": "1", "retrieved": "2026-11-22", **keys}
    return GeneListFile(file=str(path), **given)
