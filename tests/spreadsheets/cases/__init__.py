"""All cases, by theme."""

from tests.spreadsheets.cases.checks import CHECKS
from tests.spreadsheets.cases.damaged import DAMAGED
from tests.spreadsheets.cases.formats import FORMATS
from tests.spreadsheets.cases.headings import HEADINGS
from tests.spreadsheets.cases.identity import IDENTITY
from tests.spreadsheets.cases.labels import NAMES
from tests.spreadsheets.cases.layouts import LAYOUTS
from tests.spreadsheets.cases.limits import LIMITS
from tests.spreadsheets.cases.misread import UNCLEAR
from tests.spreadsheets.cases.numbers import NUMBERS
from tests.spreadsheets.cases.personal import PERSONAL
from tests.spreadsheets.cases.replicates import REPLICATES
from tests.spreadsheets.cases.safety import SAFETY
from tests.spreadsheets.cases.sheets import SHEETS
from tests.spreadsheets.cases.surroundings import SURROUNDINGS
from tests.spreadsheets.cases.values import VALUES

THEMES = (
    *(FORMATS, DAMAGED, SHEETS, LAYOUTS, NAMES, HEADINGS, UNCLEAR, NUMBERS, LIMITS, VALUES),
    *(REPLICATES, SURROUNDINGS, IDENTITY, CHECKS, PERSONAL, SAFETY),
)
