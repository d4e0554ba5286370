"""Functions that users write: read safely, differentiated, checked, evaluated."""
