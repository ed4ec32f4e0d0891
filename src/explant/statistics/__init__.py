"""Inference on paired differences, as functions on arrays.

Every function takes complete arrays: a missing value raises ``ValueError``, so that the caller
decides who is left out and says so. Where a number does not exist (one patient has no standard
deviation) the result holds NaN and its ``reason`` says why.
"""
