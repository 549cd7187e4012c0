"""One controller for each thing a person does."""
