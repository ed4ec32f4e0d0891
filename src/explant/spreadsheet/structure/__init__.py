"""Where the tables of a sheet lie: blocks, titles, headers, and rows of data."""
