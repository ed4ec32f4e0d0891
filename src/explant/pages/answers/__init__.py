"""The report's answers: the first page, the matrix, tables, and the ranking of a large panel."""
