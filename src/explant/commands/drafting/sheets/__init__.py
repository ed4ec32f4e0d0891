"""How a sheet is laid out: tables, columns, IDs, and what has to be restated first.

Nothing here knows what a factor is. Shapes that are no study table are named and end the draft.
"""
