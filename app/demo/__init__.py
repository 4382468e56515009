"""The demonstration site: a small office-supplies business, and the command that shows it off."""
