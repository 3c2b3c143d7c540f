"""Lintel: an open, self-hosted office for home-inspection companies."""
