"""Make the workbooks of this folder anew: a study saved by LibreOffice in each of its formats.

python tests/spreadsheet/files/make.py

It needs LibreOffice (soffice). What tests expect of these files is in study.py beside it; the files
differ in bytes after each run, not in content.
"""

import subprocess
import tempfile
from pathlib import Path

from openpyxl import Workbook

from tests.spreadsheet.files.study import fill

FOLDER = Path(__file__).parent
FORMATS = ("xlsx", "ods", "xls")


def main() -> None:
    """Write a workbook, and let LibreOffice compute it and save it in each format."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book = Workbook()
        fill(book)
        book.save(folder / "study.xlsx")
        for extension in FORMATS:
            out = folder / extension
            subprocess.run(
                [
                    *("soffice", "--headless", f"-env:UserInstallation=file://{name}/profile"),
                    *("--convert-to", extension, "--outdir", str(out), folder / "study.xlsx"),
                ],
                check=True,
                capture_output=True,
            )
            (FOLDER / f"study.{extension}").write_bytes((out / f"study.{extension}").read_bytes())


if __name__ == "__main__":
    main()
