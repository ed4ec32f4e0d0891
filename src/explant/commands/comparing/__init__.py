"""How two spreadsheets are compared that no config describes."""
