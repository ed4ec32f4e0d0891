"""What a reader takes along: the results workbook."""
