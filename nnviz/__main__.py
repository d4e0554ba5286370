"""Lets ``python -m nnviz`` do what ``nnviz`` does."""

from nnviz.cli.main import main

main()
