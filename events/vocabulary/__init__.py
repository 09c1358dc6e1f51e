"""The code lists of the field, and the words that head columns."""
