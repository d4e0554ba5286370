"""The page of one network: the diagram, and what belongs close to it."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz.ui.pages.network.network_panels import NetworkPanels


def network_page(panels: NetworkPanels) -> QWidget:
    """Stack switch, the cursor's place, the diagram and the timeline."""
    centre = QWidget()
    column = QVBoxLayout(centre)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    row = QHBoxLayout()
    row.setContentsMargins(12, 0, 12, 2)
    row.addWidget(panels.edges)
    row.addStretch(1)
    row.addWidget(panels.badge)
    column.addLayout(row)
    column.addWidget(panels.where)
    column.addWidget(panels.diagram, 1)
    column.addWidget(panels.timeline)
    return centre
