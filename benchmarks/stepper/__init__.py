"""What walking an iteration and travelling in time cost."""
