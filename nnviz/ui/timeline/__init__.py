"""The timeline of a run: a track to scrub, with branches, events and bookmarks."""
