"""The typed models of ``config.yaml``: every key, what it means, and which steps read it."""

from explant.config.models.contrasts import Contrast, Role
from explant.config.models.inference import (
    Adjustment,
    AdjustmentByRole,
    BelowDetection,
    Inference,
    Test,
    ZeroRule,
)
from explant.config.models.measured import (
    Direction,
    Factor,
    Level,
    Margin,
    Marker,
    Scale,
    Summary,
)
from explant.config.models.patient_properties import (
    IdDifference,
    Notation,
    Patients,
    Stratifier,
    StratifierKind,
)
from explant.config.models.plan import Figures, Plan, Report, Study
from explant.config.models.sheet_layout import (
    ColumnHeadings,
    DecimalSign,
    Layout,
    Sheets,
    Spreadsheet,
)

__all__ = [
    "Adjustment",
    "AdjustmentByRole",
    "BelowDetection",
    "ColumnHeadings",
    "Contrast",
    "DecimalSign",
    "Direction",
    "Factor",
    "Figures",
    "IdDifference",
    "Inference",
    "Layout",
    "Level",
    "Margin",
    "Marker",
    "Notation",
    "Patients",
    "Plan",
    "Report",
    "Role",
    "Scale",
    "Sheets",
    "Spreadsheet",
    "Stratifier",
    "StratifierKind",
    "Study",
    "Summary",
    "Test",
    "ZeroRule",
]
