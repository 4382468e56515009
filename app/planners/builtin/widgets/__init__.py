"""Ways with widgets: one file for each family."""
