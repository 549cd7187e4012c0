"""The API key, the encrypted archive and its key, and how all of it is erased."""
