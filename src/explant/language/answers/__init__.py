"""What an answer says in sentences: the claim, its limits, and what was expected."""
