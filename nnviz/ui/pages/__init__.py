"""The pages of the window: one network, a comparison, the explorer."""
