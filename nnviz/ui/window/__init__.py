"""The window around the pages: menus, docks, tabs, opening files, help."""
