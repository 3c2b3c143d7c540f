"""Settings: what an owner arranges, and what everybody has of their own."""
