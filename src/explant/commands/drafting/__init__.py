"""Drafting a config for a spreadsheet that no plan describes yet.

``sheets/`` finds tables and IDs, ``conditions/`` the factors and markers in them, ``building`` puts
them together as a ``study``, ``writing_down/`` makes the text, whose questions ``asking`` answers.
"""
