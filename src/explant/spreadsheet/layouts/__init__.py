"""Layouts of tables: what each row and column stands for."""
