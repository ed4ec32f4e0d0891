"""Names as people write them: spellings of one name, stages of tumors, headings of personal data.

The checks of the config and the reader of spreadsheets compare names by the same functions.
"""
