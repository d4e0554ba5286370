"""Where samples come from: generated sets, bundled sets and files of the user."""
