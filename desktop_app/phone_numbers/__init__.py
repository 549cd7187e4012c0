"""Phone numbers in every spelling: reading, comparing, finding in text, writing."""
