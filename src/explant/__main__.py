"""Commands beside the workflow: ``python -m explant check``, ``draft`` and others."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

DRAFT = """\
Look at a spreadsheet that no config describes yet, and print a config for it: its layout,
columns, levels, units and properties of the patients, each line with the place where it was read.
What is not sure stands there as a question, which you answer before the study runs. Patients are
never paired by guessing, and columns that identify people are left out.
"""
CHECK = """\
Look for mistakes in a config: each is told with its line, its key and what was likely meant. make
run CONFIG=... does so first. The spreadsheet is not read.
"""
TEMPLATE = """\
Write an empty spreadsheet for a planned study: a row for each sample, a column for each marker,
lists to choose the levels from, and a last sheet that explains each column. Fill it in, put it
where the config says, and run the study.
"""
VERIFY = """\
Read every file of a study's results, and tell which are what Explant wrote, which were altered or
are missing, and which it knows nothing of. The folder's manifest.json says what was written. The
exit status is 0 if every file that Explant wrote is there as it wrote it, and 1 if not.
"""

FREEZE = """\
Write the plan of a config, its hash and the date beside the config, best before data exist. The
report then says whether the plan has changed since. Freeze again after a change of the plan: the
earlier freeze stays. docs/history.md says what this shows, and what it does not.
"""
COMPARE = """\
Say what differs between two folders of results (measured values, properties of patients, keys of
the plan, verdicts) or between two spreadsheets: by patient, sample and marker where a config says
what the cells are, else by cell.
"""


def parser() -> argparse.ArgumentParser:
    """The commands and their arguments."""
    whole = argparse.ArgumentParser(
        prog="python -m explant",
        description="Prepare a study for Explant. The study itself is run with make run.",
    )
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    draft = commands.add_parser(
        "draft",
        help="print a commented config for an unknown spreadsheet",
        description=DRAFT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    draft.add_argument("spreadsheet", type=Path, metavar="FILE", help="your spreadsheet")
    draft.add_argument(
        "--output",
        type=Path,
        metavar="CONFIG",
        help="write the config to this file instead of printing it, such as config/mine.yaml; "
        "a file that is there already is not overwritten",
    )
    draft.add_argument(
        "--patient",
        metavar="HEADING",
        help="the heading over the patient IDs, if it is not found or another one is taken for it",
    )
    draft.add_argument(
        "--answer",
        metavar="KEY=ANSWER",
        action="append",
        default=[],
        help="the answer to a question that decides how the sheet is read, such as "
        "spreadsheet.goes_on=[]",
    )
    draft.add_argument(
        "--no-questions",
        action="store_true",
        help="print the draft with its questions open, also on a terminal",
    )
    check = commands.add_parser(
        "check",
        help="tell the mistakes in a config",
        description=CHECK,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    check.add_argument("config", type=Path, metavar="CONFIG", help="the config of the study")
    template = commands.add_parser(
        "template",
        help="write an empty spreadsheet for a planned study",
        description=TEMPLATE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    template.add_argument("config", type=Path, metavar="CONFIG", help="the config of the study")
    template.add_argument(
        "spreadsheet",
        type=Path,
        nargs="?",
        metavar="OUT.xlsx",
        help="where the spreadsheet goes; if left out, where the config says that it is. "
        "A file that is there already is not overwritten",
    )
    template.add_argument(
        "--patients",
        type=int,
        default=0,
        metavar="N",
        help="fill in the IDs P01, P02 … of N patients, and the levels of each of their samples",
    )
    verify = commands.add_parser(
        "verify",
        help="tell which files of a study's results are what Explant wrote",
        description=VERIFY,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verify.add_argument(
        "results", type=Path, metavar="FOLDER", help="the folder, such as results/mine"
    )
    freeze = commands.add_parser(
        "freeze",
        help="write down the plan of a config before data exist",
        description=FREEZE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    freeze.add_argument("config", type=Path, metavar="CONFIG", help="the config of the study")
    compare = commands.add_parser(
        "compare",
        help="say what differs between two folders of results or two spreadsheets",
        description=COMPARE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    compare.add_argument("old", type=Path, metavar="OLD", help="results/STUDY, or a spreadsheet")
    compare.add_argument("new", type=Path, metavar="NEW", help="what it is compared with")
    compare.add_argument(
        "--config",
        type=Path,
        metavar="CONFIG",
        help="the config by which two spreadsheets are read; if left out, one in config/ that "
        "names either of them",
    )
    compare.add_argument(
        "--output", type=Path, metavar="CSV", help="write every difference into this table, too"
    )
    return whole


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns
    -------
    int
        Exit code: 0 if it did what was asked, 1 if not; the reason stands on the screen.
    """
    given = parser().parse_args(arguments)
    # Each command imports what it needs, and not before it is asked for.
    if given.command == "draft":
        from explant.commands import draft

        terminal = None if given.no_questions else draft.at_terminal()
        return draft.run(given.spreadsheet, given.output, given.patient, given.answer, terminal)
    if given.command == "check":
        from explant.commands import check

        return check.run(given.config)
    if given.command == "verify":
        from explant.commands import verify

        return verify.run(given.results)
    if given.command == "freeze":
        from explant.run.between_runs import freezing

        return freezing.run(given.config)
    if given.command == "compare":
        from explant.commands import compare

        return compare.run(given.old, given.new, given.config, given.output)
    from explant.commands import template

    return template.run(given.config, given.spreadsheet, given.patients)


if __name__ == "__main__":
    sys.exit(main())
