"""Reports: uploaded, published, gated, waived, read."""
