"""Simulated studies of six designs: ``python -m data.raw.examples`` writes their spreadsheets.

Nothing in them was measured, and no patient, donor or mouse stands behind a row. Each module holds
one study: ``simulate`` draws it, ``TRUE_EFFECTS`` says what was put in, ``workbook`` lays it out as
a lab would.
"""
