"""What is recorded of a study over its runs: who planned what when, and what changed since.

``chain`` keeps lines that hold the hash of the line before, ``events`` says which lines there are,
``freezes`` the file beside the config, ``kept_plans`` what of a plan is kept and how two differ.
``known`` says what follows from all of them, ``states`` and ``changes`` compare two sets of
results. No module here knows words, and none decides when it is called: ``explant.run`` does.
"""
