"""Inference on groups of patients, unpaired: two, several in order, several without one."""
