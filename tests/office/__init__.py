"""The office shell: who comes in, Today, the list of inspections, and finding them."""
