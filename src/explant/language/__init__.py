"""Words of questions and answers, made from the plan and the rows of the tables."""
