"""Who and what was measured, described: no test, no p value."""
