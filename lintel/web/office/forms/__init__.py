"""What staff type, read and questioned."""
