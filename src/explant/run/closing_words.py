"""What a run says last: its findings, what changed, and where to look."""

from pathlib import Path

from explant.run.job import FAILURE_FILE

SUMMARY = "summary.txt"
REPORT = "report.html"
MARKED_COPY = "problems.xlsx"


def after_success(folder: Path, changed: str) -> str:
    """What to say after a complete run.

    Parameters
    ----------
    folder
        The study's folder.
    changed
        What changed since the results before, in a line; empty if nothing did.
    """
    if not (folder / REPORT).is_file():
        return "The steps that were asked for are complete."
    summary = folder / SUMMARY
    findings = summary.read_text(encoding="utf-8").rstrip() if summary.is_file() else ""
    copy = folder / MARKED_COPY
    if copy.is_file() and not copy.stat().st_size:
        # Snakemake touches every log; this one is absent where there is nothing to mark.
        copy.unlink()
    lines = [findings, ""]
    if changed:
        lines.append(f"Since the results before: {changed}")
    if copy.is_file():
        lines.append(f"To look at in the spreadsheet, each place marked: {copy}")
    return "\n".join([*lines, f"Report: {folder / REPORT}"])


def after_failure(folder: Path) -> str:
    """What to say after a failed run: the failing step's own sentence."""
    message = folder / "logs" / FAILURE_FILE
    if message.is_file():
        return message.read_text(encoding="utf-8").rstrip()
    return f"The run did not finish. What happened stands in {folder / 'logs'}."


def with_nothing_to_do(folder: Path) -> str:
    """What to say after a run in which every result was there already."""
    where = f" Report: {folder / REPORT}" if (folder / REPORT).is_file() else ""
    return f"Nothing to do: the results are those of this spreadsheet and this config.{where}"
