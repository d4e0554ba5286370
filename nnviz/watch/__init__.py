"""Records a training that another program does: ``from nnviz.watch import Watch``.

It needs NumPy and msgspec alone, and imports no other room of nnviz.
"""

from nnviz.watch.recorder import Watch as Watch
