"""The live check and the gallery of mistakes."""
