"""The answer picture: every marker’s leading effect, and the other questions beside it."""
