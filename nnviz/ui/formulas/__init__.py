"""Typeset formulas with live numbers in them."""
