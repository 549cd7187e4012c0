"""Files for other programs: calls as CSV, workbook and JSON, contacts, and the names of recordings."""
