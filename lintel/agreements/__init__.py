"""Words to sign, frozen, and the signatures under them."""
