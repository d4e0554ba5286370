"""Opening and saving: files, those opened lately, and what is dropped."""
