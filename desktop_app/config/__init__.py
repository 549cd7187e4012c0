"""Settings, file locations, and the configured exchange."""
