"""Letters through mail services, and what these tell of them."""
