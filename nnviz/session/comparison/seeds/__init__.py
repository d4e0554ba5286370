"""A comparison repeated from several seeds: tasks, their runners, and outcomes."""
