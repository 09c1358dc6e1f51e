"""A place's words to a located place with its uncertainty."""
