"""The tables of results: what each question found."""
