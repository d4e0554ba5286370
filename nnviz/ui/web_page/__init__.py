"""A run, a comparison or a log as a page: painted by the window's painters."""
