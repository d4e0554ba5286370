"""Zoom and pan: where the laid-out diagram lies on the screen."""

from dataclasses import dataclass

SMALLEST, LARGEST = 0.4, 40.0


@dataclass(frozen=True, slots=True)
class Viewport:
    """The map ``screen = scale * place + offset``; fitted unless told otherwise."""

    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def to_screen(self, x: float, y: float) -> tuple[float, float]:
        """Map a place of the layout to the screen."""
        return self.scale * x + self.x, self.scale * y + self.y

    def zoomed(self, factor: float, x: float, y: float) -> "Viewport":
        """Zoom so that what is at a point of the screen stays there."""
        scale = min(max(self.scale * factor, SMALLEST), LARGEST)
        ratio = scale / self.scale
        return Viewport(scale, x - ratio * (x - self.x), y - ratio * (y - self.y))

    def panned(self, dx: float, dy: float) -> "Viewport":
        """Move by a distance on the screen."""
        return Viewport(self.scale, self.x + dx, self.y + dy)
