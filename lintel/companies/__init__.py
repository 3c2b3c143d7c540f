"""The companies that use Lintel, the people who work in them, and whether they are on trial."""
