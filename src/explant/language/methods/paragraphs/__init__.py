"""What the methods say of one topic each."""
