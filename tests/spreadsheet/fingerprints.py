from pathlib import Path

from explant.spreadsheet.sheet.fingerprint import fingerprint_and_numbers


def fingerprint(path: Path) -> str:
    """SHA-256 of what the cells of a file hold."""
    return fingerprint_and_numbers(path)[0]
