"""The study's figures, each a pure function from tables to a matplotlib figure."""
