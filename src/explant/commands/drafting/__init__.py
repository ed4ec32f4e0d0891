"""Drafting a config for a spreadsheet that no plan describes yet."""
