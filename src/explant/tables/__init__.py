"""The tables of results: from patients' differences to the columns of the contract."""
