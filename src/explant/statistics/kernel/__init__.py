"""What the inference stands on: valid samples, ties, null distributions, intervals from tests."""
