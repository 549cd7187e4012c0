"""What every room may use: worker threads, supervised tasks, the clock, garbage collection on the GUI thread."""
