"""The screens: main window, pages, widgets, dialogs, theme.  They read models and ask through `Actions`."""
