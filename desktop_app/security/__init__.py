"""The API key, opening the encrypted archive with its key, and erasing a profile."""
