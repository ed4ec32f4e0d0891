"""Curves over scores such as doses: fitted by least squares, and summed up in one number."""
