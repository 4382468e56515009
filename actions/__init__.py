"""What can be done to an environment, and the record of what was done."""
