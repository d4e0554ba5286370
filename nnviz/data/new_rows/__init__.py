"""Rows of other files with the inputs of a data set: predicted, not trained on."""
