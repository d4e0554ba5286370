"""Where a run stands in time: a track to scrub, with its events and branches."""
