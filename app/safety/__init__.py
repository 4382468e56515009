"""What may be done, and what is kept secret."""
