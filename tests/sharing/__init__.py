"""Sharing, resending and mending addresses, at the office desk."""
