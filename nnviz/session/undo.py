"""The configurations a user has had, to go back to and forward again."""

from nnviz.session.config import RunConfig


class ConfigTrail:
    """Remembers configurations in the order in which they were chosen."""

    def __init__(self) -> None:
        self._configs: list[RunConfig] = []
        self._place = -1

    @property
    def can_undo(self) -> bool:
        """Whether there is an earlier configuration."""
        return self._place > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is one that was gone back from."""
        return self._place < len(self._configs) - 1

    def add(self, config: RunConfig) -> None:
        """Note a choice; what was gone back from is forgotten."""
        if self._place >= 0 and config == self._configs[self._place]:
            return
        self._place += 1
        self._configs[self._place :] = [config]

    def undo(self) -> RunConfig:
        """Return the configuration before the current one."""
        if not self.can_undo:
            raise IndexError("there is no earlier configuration")
        self._place -= 1
        return self._configs[self._place]

    def redo(self) -> RunConfig:
        """Return the configuration that was last gone back from."""
        if not self.can_redo:
            raise IndexError("there is no later configuration")
        self._place += 1
        return self._configs[self._place]
