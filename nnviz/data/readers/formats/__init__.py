"""The formats of files: text, ARFF, Excel, Parquet, NPZ and IDX, read into tables."""
