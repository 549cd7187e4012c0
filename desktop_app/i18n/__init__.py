"""Translation of the texts on the screens."""
