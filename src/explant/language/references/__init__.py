"""The sources that texts cite: what is known of each, how it is cited, and the list at the end."""
