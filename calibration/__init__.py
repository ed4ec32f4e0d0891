"""Whether tests and intervals keep their level, simulated: ``python calibration/run.py``."""
