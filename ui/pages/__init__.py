"""The pages: widgets, one call into the packages below, and what comes back drawn."""
