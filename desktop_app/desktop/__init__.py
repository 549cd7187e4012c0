"""The operating system: secrets, tray, audio, one instance."""
