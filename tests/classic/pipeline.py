"""A published table through the workflow's own steps: config, sheet, differences, tables."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from explant.config.loading import validate
from explant.config.models import Plan
from explant.questions.design import differences
from explant.spreadsheet.ingest import ingest
from explant.tables.results.anova import anova_table
from explant.tables.results.between_patients.between import between_table
from explant.tables.results.between_patients.interactions import interactions_table
from explant.tables.results.paired import paired_table
from explant.tables.results.strata import strata_table

R = json.loads(
    (Path(__file__).parent / "fixtures" / "classic_fixtures.json").read_text(encoding="utf-8")
)


@dataclass(frozen=True)
class Run:
    """A study that was read without any error, and its tables."""

    plan: Plan
    measurements: pd.DataFrame
    patients: pd.DataFrame

    @cached_property
    def differences(self):
        return differences(self.measurements, self.plan, list(self.patients["patient"]))

    def values(self, contrast, marker=None):
        """Each patient's number of a contrast, in the order of the sheet."""
        table = self.differences
        rows = table["contrast"].eq(contrast) & (marker is None or table["marker"].eq(marker))
        return table.loc[rows, "difference"].to_numpy()

    @cached_property
    def paired(self):
        return paired_table(self.differences, self.measurements, self.plan)

    @cached_property
    def between(self):
        return between_table(self.differences, self.patients, self.plan)

    @cached_property
    def anova(self):
        return anova_table(self.measurements, self.patients, self.plan)

    @cached_property
    def strata(self):
        return strata_table(self.differences, self.patients, self.plan)

    @cached_property
    def interactions(self):
        return interactions_table(self.differences, self.patients, self.plan)


def run(folder: Path, sheet: pd.DataFrame, **sections: Any) -> Run:
    """Write the sheet (one row a sample, the IDs first) and read it as the workflow does."""
    path = folder / "sheet.csv"
    sheet.to_csv(path, index=False)
    columns = {"patient": str(sheet.columns[0])}
    spreadsheet = {"path": str(path), "layout": "one_row_per_sample", "columns": columns}
    plan, problems = validate({"spreadsheet": spreadsheet, **sections})
    assert plan is not None, problems
    read = ingest(path, plan)
    errors = [problem for problem in read.problems if problem.severity == "error"]
    assert not errors, errors
    return Run(plan, read.measurements, read.patients)


def close(value, rel=1e-8):
    return pytest.approx(value, rel=rel, abs=1e-12)
