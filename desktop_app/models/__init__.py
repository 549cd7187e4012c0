"""Qt item models between services and screens.  No widgets here, so every model is tested without a window."""
