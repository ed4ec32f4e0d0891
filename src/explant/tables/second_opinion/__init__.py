"""Numbers of the tables computed once more by packages that did not compute them the first time."""
