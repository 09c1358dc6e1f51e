"""One cell's text as a value: dates, numbers, names."""
