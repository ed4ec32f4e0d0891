"""Which texts are levels of which factors, and which name markers, in rows and in headings."""
