"""The asyncio work that joins the rooms: the live feed, archive sync, dialling, messaging, recordings."""
