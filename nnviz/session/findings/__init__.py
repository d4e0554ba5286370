"""Findings: why a network does not learn, from what is measured."""
