"""Write the spreadsheets of the examples: ``python -m data.raw.examples [NAME …]``."""

import sys
from importlib import import_module
from pathlib import Path

from explant.excel_files import file_bytes

STUDIES = (
    "treg_expansion",
    "il1_blockade",
    "nk_dose",
    "nk_lysis",
    "nk_combination",
    "il2_source",
    "tumor_normal_expression",
)


def main() -> None:
    """Write the named studies, or all, beside this script."""
    for name in sys.argv[1:] or STUDIES:
        path = Path(__file__).with_name(f"{name}.xlsx")
        path.write_bytes(file_bytes(import_module(f"data.raw.examples.{name}").workbook()))
        print(f"Wrote {path.name}")


if __name__ == "__main__":
    main()
