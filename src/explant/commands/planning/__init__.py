"""Empty spreadsheets for planned studies."""
