"""What goes by itself: rules, and what they have planned."""
