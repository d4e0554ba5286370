"""Has the inspector explain what is selected by the iteration that is shown."""

from dataclasses import replace

from nnviz.core.errors import InputError
from nnviz.explain.explain import explain
from nnviz.explain.route import PHASES, Route
from nnviz.explain.selection import Selection
from nnviz.live.snapshot import Snapshot
from nnviz.ui.inspector.empty_words import NO_ITERATION, gone
from nnviz.ui.inspector.inspector import Inspector


class Explaining:
    """Works explanations out of snapshots, and hands them to the inspector."""

    def __init__(self, inspector: Inspector) -> None:
        self._inspector = inspector
        self._prepared: Route | None = None

    @property
    def is_seen(self) -> bool:
        """Whether any of the inspector is seen.

        A dock behind another one is visible to Qt.
        """
        return not self._inspector.visibleRegion().isEmpty()

    def show(self, snapshot: Snapshot | None, selection: Selection) -> None:
        """Explain a selection, or say why that cannot be."""
        if snapshot is None or snapshot.trace is None or snapshot.route is None:
            self._inspector.show_empty(NO_ITERATION)
            return
        structure = snapshot.route.structure
        try:
            found = explain(snapshot.trace, structure, selection)
        except InputError as error:
            self._inspector.show_empty(gone(str(error)))
        else:
            self._inspector.show_explanation(found, snapshot.trace, structure)

    def prepare(self, snapshot: Snapshot, selection: Selection) -> None:
        """Have the formulas of all phases typeset while there is time."""
        trace, route = snapshot.trace, snapshot.route
        if trace is None or route is None or route is self._prepared:
            return
        self._prepared = route
        for phase in PHASES:
            try:
                found = explain(trace, route.structure, replace(selection, phase=phase))
            except InputError:
                return
            self._inspector.prepare(found)
