"""The screens: main window, pages, widgets, dialogs, theme.  They read models and emit `Actions`."""
