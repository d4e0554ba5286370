"""The panel of all samples: a table, and a row to type."""
