"""Coming in: signing up, in and out, joining a company, and what protects a person's own sign-in."""
