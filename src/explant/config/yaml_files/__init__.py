"""A config's text: from YAML to nodes with their lines, and what a fault in it likely means."""
