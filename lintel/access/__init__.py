"""The keys we hand out: links, what each opens, and how it was used."""
