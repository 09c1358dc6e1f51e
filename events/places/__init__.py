"""Where events of the store are: located, chosen by a person, not found, in doubt."""
