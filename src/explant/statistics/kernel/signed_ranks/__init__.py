"""Tails of sums of signed ranks, and the test at every place among the means of two values."""
