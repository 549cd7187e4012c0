"""Settings, the places of files, and which exchange they name."""
