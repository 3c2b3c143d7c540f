"""What a company sells: a price and a duration."""
