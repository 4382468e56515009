"""Reusable know-how: procedures learned from demonstrations and from earlier runs."""
