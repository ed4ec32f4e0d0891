"""What compares patients with each other: the groups of a question, strata, or along a number.

``between`` and ``interactions`` are tables; what both compute stands in ``group_comparisons``, and
``permutations`` does it for many markers at once.
"""
