"""The operating system: keyring, tray, notifications, sound, one instance, links, autostart, global shortcut."""
