"""The report's answers: cards, the matrix, tables, and the ranking of a large panel."""
