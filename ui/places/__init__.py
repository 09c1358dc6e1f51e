"""The Places page: what is not located or in doubt, and the names to find it by."""
