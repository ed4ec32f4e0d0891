"""How a script runs as a step: its process, its log, its outputs."""
