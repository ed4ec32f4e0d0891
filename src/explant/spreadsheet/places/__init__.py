"""Sheets restated so that each thing a plan reads stands in a column under a heading.

A turned table, names split into their parts, titles, sections, sheets' names and keys become
columns, and the readers of the layouts know of nothing else. Each cell keeps its place in the file.
"""
