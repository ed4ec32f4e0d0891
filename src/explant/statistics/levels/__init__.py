"""Inference over the levels of a factor within patients: ranks, variance, mixed models."""
