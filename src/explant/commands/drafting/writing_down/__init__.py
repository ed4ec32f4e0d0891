"""The draft as text: lines, questions that stand open, proposed contrasts."""
