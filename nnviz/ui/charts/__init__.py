"""Curves over the iterations of a run, drawn with pyqtgraph."""
