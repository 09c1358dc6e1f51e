"""Which layers a selection makes, and how each renderer draws them."""
