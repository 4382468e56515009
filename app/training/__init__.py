"""Runs as training data: samples, redaction, and the formats that trainers read."""
