"""The network study: which genes two lists share, how they interact, and what was measured of them.

Lists of genes, interactions and gene sets come from files that a lab exported. A list is a set of
approved symbols with a source; every count stands beside the count that chance gives, once for any
gene and once for genes that are as much studied. Nothing here reads the spreadsheet; only
``joined_to_markers.py`` sees what was measured.
"""
