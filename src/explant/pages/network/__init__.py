"""The network study's section of the report."""
