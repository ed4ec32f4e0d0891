"""The results workbook: tables, methods and figures in one file."""
