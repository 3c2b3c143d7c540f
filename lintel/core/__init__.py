"""What every layer stands on and no house inspector has a word for: money, refusals, durable work."""
