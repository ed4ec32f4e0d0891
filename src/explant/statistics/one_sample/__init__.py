"""Inference on one sample of paired differences: tests, intervals, effect sizes, description."""
