"""The network study's figure."""
