"""Parts of the report that question its results."""
