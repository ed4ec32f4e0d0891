"""What has to hold between the keys of a config, and what a complaint about one means."""
