"""The preview of a table, in which inputs and target are chosen."""
