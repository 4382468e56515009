"""Data that ships with Deskhand: page scripts, the demonstration site, default permissions."""
