"""Sheets as labs have them, and what a draft makes of them.

Each shape is a table of a kind that a public template, tutorial or export shows, with made-up
values. The script that writes the file knows whose each value is: what is expected comes from
there, and nothing from what Explant reads. ``python -m tests.shapes`` prints one line a shape.
"""
