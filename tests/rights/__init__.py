"""What each kind of link shows and does, told as stories."""
