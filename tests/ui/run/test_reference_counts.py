"""Some releases of PySide6 lose a reference to True or None with every emission."""

import sys

from PySide6.QtCore import QObject, Signal, Slot


class Bell(QObject):
    rung = Signal(bool, object)

    @Slot(bool, object)
    def on_rung(self, _loud: bool, _why: object) -> None:
        return None


def test_a_thousand_emissions_lose_no_reference(qapp: object) -> None:
    bell = Bell()
    bell.rung.connect(bell.on_rung)
    before = sys.getrefcount(True), sys.getrefcount(None)
    for _ in range(1000):
        bell.rung.emit(True, None)
        bell.setObjectName("bell")
    after = sys.getrefcount(True), sys.getrefcount(None)
    assert after[0] >= before[0] - 50
    assert after[1] >= before[1] - 50
