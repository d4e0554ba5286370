"""The run bar, the message bar, and small controls that several rooms use."""
