"""What the IDs of patients and samples say: who it is, and from which sample."""
