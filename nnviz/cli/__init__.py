"""The command line: headless commands over the same rooms as the window.

Modules here import NumPy and the other rooms inside the commands only, so that
``nnviz --version`` and ``--help`` answer at once.
"""
