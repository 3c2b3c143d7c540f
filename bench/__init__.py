"""Measures Lintel against a bare limit: the same work with nothing around it, on the same server and database."""
