"""The office: what staff see after signing in."""
