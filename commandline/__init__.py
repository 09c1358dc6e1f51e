"""The command line's usage, commands and words. Decides nothing: it calls what the dashboard calls."""
