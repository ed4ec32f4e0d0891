"""How far results of one sample depend on its shape, on single patients and on the program.

Beside the tests of ``one_sample``, never instead of them: normality and outliers of the
differences, bounds of p over values below detection, and the p value that other programs print.
"""
