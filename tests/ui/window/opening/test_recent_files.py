"""Recent files: their order, how many, and that the settings keep them."""

from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.ui.window.opening.recent_files import MOST, RecentFiles, RecentMenu


def settings(folder: Path) -> QSettings:
    return QSettings(str(folder / "nnviz.ini"), QSettings.Format.IniFormat)


def test_the_newest_comes_first_and_only_once(qapp: QApplication) -> None:
    files = RecentFiles()
    for name in ("a.csv", "b.csv", "a.csv"):
        files.add(Path(name))
    assert files.paths == (Path("a.csv"), Path("b.csv"))


def test_only_the_last_few_are_remembered(qapp: QApplication) -> None:
    files = RecentFiles()
    for k in range(MOST + 3):
        files.add(Path(f"{k}.csv"))
    assert [path.stem for path in files.paths] == ["10", *"98765", "4", "3"]


def test_one_file_or_many_come_back_from_the_settings(
    qapp: QApplication, tmp_path: Path
) -> None:
    for names in (["a"], ["b", "c"]):
        files = RecentFiles()
        files.remember(settings(tmp_path))
        files.clear()
        for name in names:
            files.add(tmp_path / name)
        again = RecentFiles()
        again.remember(settings(tmp_path))
        assert again.paths == files.paths


def test_the_last_folder_is_forgotten_when_it_is_gone(
    qapp: QApplication, tmp_path: Path
) -> None:
    files = RecentFiles()
    files.add(tmp_path / "a.csv")
    assert files.folder == str(tmp_path)
    files.add(tmp_path / "gone" / "a.csv")
    assert files.folder == ""


def test_the_menu_offers_what_is_there_and_clears(qtbot: QtBot, tmp_path: Path) -> None:
    files = RecentFiles()
    menu = RecentMenu(files)
    qtbot.addWidget(menu)
    there = tmp_path / "a & b.csv"
    there.touch()
    files.add(tmp_path / "gone.csv")
    files.add(there)
    first, second = menu.actions()[:2]
    assert first.text() == "&1  a && b.csv"
    assert (first.isEnabled(), second.isEnabled()) == (True, False)
    with qtbot.waitSignal(menu.file_chosen) as chosen:
        first.trigger()
    assert chosen.args == [there]
    menu.actions()[-1].trigger()
    assert files.paths == ()
    assert not menu.menuAction().isEnabled()
    files.add(there)
    assert menu.menuAction().isEnabled()
