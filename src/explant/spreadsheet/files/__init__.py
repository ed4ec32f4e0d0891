"""Readers of file formats: bytes in, cells with addresses out."""
