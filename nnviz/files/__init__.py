"""Files nnviz reads and writes: sessions, worksheets and comparison reports."""
