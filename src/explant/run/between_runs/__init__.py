"""What one run leaves to the next: the lock, the results, the history, the last words."""
