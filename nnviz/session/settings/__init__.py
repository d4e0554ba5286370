"""Settings beside the configuration: defaults, recipes, presets, data, changes."""
