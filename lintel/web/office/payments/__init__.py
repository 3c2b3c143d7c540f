"""Payments: all money that came and went, as a list and as a file, and the papers of each."""
