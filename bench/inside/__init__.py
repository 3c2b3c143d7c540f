"""What is asked of the product from within its own Django; each command takes and gives one JSON object."""
