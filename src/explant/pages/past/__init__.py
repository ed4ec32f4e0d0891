"""The study's past: when its plan was fixed, and what changed since the state before."""
