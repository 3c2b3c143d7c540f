"""People and properties a company knows."""
