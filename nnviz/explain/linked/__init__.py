"""One cursor over the iterations of several contenders."""
