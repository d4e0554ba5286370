"""The activation explorer: functions and slopes, chains of layers, distributions."""
