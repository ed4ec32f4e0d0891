"""The tests that a plan can declare, each described once: how it is computed, called and told.

``known_tests`` holds the tests of one sample, ``declared_test`` what each has to say of itself, and
``group_methods`` what compares groups of patients where one of them is declared. Config, tables,
words and figures look here and nowhere else; a test is added by adding its entry.
"""
