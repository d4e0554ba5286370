"""What everything painted is made of: canvas, axes, ticks, marks, numbers."""
