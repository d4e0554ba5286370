"""What each view shows, worked out without Qt: frozen values, layouts and words."""
