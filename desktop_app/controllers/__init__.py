"""Controllers: each connects the window's requests of one kind with the services."""
