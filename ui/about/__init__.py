"""The About page: where the data comes from, and under which terms."""
