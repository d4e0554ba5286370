"""The comparison: what contenders have in common, side by side, and what parts them."""
