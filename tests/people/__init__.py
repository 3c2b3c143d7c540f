"""Who takes part in an inspection: their roles, those on file more than once, and merging."""
