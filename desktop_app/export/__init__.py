"""Files for other programs: tables of calls, contacts, recordings."""
