"""Whether files are still what Explant wrote: what was written, what is there now, what to do.

Each step records what it published; the records together are ``manifest.json``. Nothing here knows
what stands in a file.
"""
