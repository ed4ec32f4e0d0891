"""Reading a lab's spreadsheet: cells with addresses, a tidy table, or a list of problems."""
