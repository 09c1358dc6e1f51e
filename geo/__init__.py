"""Where is that, how far, along which road, on what land. Knows nothing of events."""
