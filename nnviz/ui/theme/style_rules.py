"""The rules of the style sheet, by what they are about; a theme fills them in.

Properties such as ``role`` are explained in ``nnviz.ui.theme.style``.
"""

from string import Template

SURFACES = Template("""
QMainWindow, QDialog { background: $panel; color: $text; }
QMainWindow::separator { background: $line; width: 1px; height: 1px; }
QMainWindow::separator:hover { background: $accent; }
*[surface="panel"] { background: $panel; }
QDialog[surface="palette"] { background: $panel; border: 1px solid $muted; }
QFrame[surface="popup"] { background: $panel; border: 1px solid $muted;
  border-radius: 7px; }
*[surface="floating"] { background: $panel; border: 1px solid $accent;
  border-radius: 10px; }
*[surface="canvas"] { background: $background; }
*[surface="card"] { background: $field; border-radius: 7px; }
*[surface="card"][chosen="true"] { border: 1px solid $text; }
QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }
*[surface="paragraph"] { background: transparent; border: none;
  border-top: 1px solid $line; }
QFrame[role="rule"] { color: $line; }
QDockWidget { font-size: ${small}px; font-weight: 600; color: $muted;
  text-transform: uppercase; letter-spacing: 1px; }
QDockWidget::title { background: $panel; padding: 10px 16px 6px 16px;
  text-align: left; }
QToolBar { background: $panel; border: none; border-bottom: 1px solid $line;
  padding: 8px 12px; spacing: 8px; }
QToolBar::separator { background: $line; width: 1px; margin: 4px 8px; }
QStatusBar { background: $panel; border-top: 1px solid $line; color: $muted; }
QStatusBar::item { border: none; }
QSplitter::handle { background: $line; }
QToolTip { background: $raised; color: $text; border: 1px solid $line;
  padding: 6px 8px; }
""")

LABELS = Template("""
QLabel { color: $text; }
QLabel[role="heading"] { color: $muted; font-size: ${small}px; font-weight: 600;
  text-transform: uppercase; letter-spacing: 1px; }
QLabel[role="heading_current"] { color: $text; font-size: ${small}px;
  font-weight: 600; text-transform: uppercase; letter-spacing: 1px; }
QLabel[role="entry"] { font-weight: 600; }
QLabel[role="title"] { font-size: 15px; font-weight: 600; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="caption"] { color: $muted; font-size: ${small}px; }
QLabel[role="line"] { font-size: 14px; }
QLabel[role="line"][tone="muted"] { color: $muted; }
QLabel[role="number"] { font-family: "$numbers"; }
QLabel[role="counter"] { font-family: "$numbers"; font-size: 14px;
  font-weight: bold; }
QLabel[role="good"], QLabel[role="bad"] { border-radius: 9px; padding: 2px 10px;
  font-size: ${small}px; }
QLabel[role="good"] { color: $good; border: 1px solid $good; }
QLabel[role="bad"] { color: $bad; border: 1px solid $bad; }
QLabel[role="fault"] { color: $bad; }
QLabel[role="notice"] { color: $text; font-size: ${small}px; font-weight: 600; }
QLabel[role="past"] { color: $warning; }
QLabel:disabled { color: $disabled; }
""")

BUTTONS = Template("""
QPushButton, QToolButton { background: $field; border: 1px solid $line;
  border-radius: 7px; padding: 5px 12px; color: $text; }
QToolButton { padding: 5px 8px; }
QPushButton:hover, QToolButton:hover { background: $raised; }
QPushButton:pressed, QToolButton:pressed { background: $line; }
QPushButton:checked, QToolButton:checked { background: $accent;
  color: $on_accent; border-color: $accent; }
QPushButton:disabled, QToolButton:disabled { color: $disabled; background: $panel; }
QPushButton[role="primary"], QToolButton[role="primary"] { background: $accent;
  color: $on_accent; border-color: $accent; font-weight: 600; padding: 5px 20px; }
QPushButton[role="primary"]:hover, QToolButton[role="primary"]:hover {
  background: $accent_over; }
QPushButton[role="primary"]:disabled, QToolButton[role="primary"]:disabled {
  background: $line; color: $disabled; border-color: $line; }
QPushButton[role="flat"], QToolButton[role="flat"] { background: transparent;
  border-color: transparent; color: $muted; padding: 2px 6px; }
QPushButton[role="flat"]:hover, QToolButton[role="flat"]:hover {
  background: $field; color: $text; }
QPushButton[role="flat"]:checked, QToolButton[role="flat"]:checked {
  background: transparent; color: $text; }
QPushButton[role="entry"] { background: transparent; border-color: $line; }
QPushButton[role="entry"]:hover { background: $field; border-color: $muted; }
QPushButton[aligned="left"] { text-align: left; }
QPushButton[face="number"] { font-family: "$numbers"; text-align: left;
  padding: 2px 3px; }
QPushButton[role="toggle"], QToolButton[role="toggle"] { color: $muted; }
QPushButton[role="toggle"]:checked, QToolButton[role="toggle"]:checked {
  background: $raised; color: $text; border-color: $muted; }
QPushButton[role="good"], QPushButton[role="bad"], QPushButton[role="pending"],
QPushButton[role="caution"] {
  border-radius: 9px; padding: 2px 10px; font-size: ${small}px;
  border-color: transparent; text-align: left; }
QPushButton[role="good"] { color: $good; border: 1px solid $good; }
QPushButton[role="bad"] { color: $bad; border: 1px solid $bad; }
QPushButton[role="caution"] { color: $warning; border: 1px solid $warning; }
QPushButton[role="caution"]:checked { color: $warning; background: $raised; }
QPushButton[role="pending"] { color: $muted; background: $field; }
QToolButton[role="tile"] { padding: 3px; font-size: ${small}px; color: $muted; }
QToolButton[role="tile"]:checked { background: $raised; color: $text;
  border: 2px solid $text; padding: 2px; }
*[segment="first"] { border-top-right-radius: 0; border-bottom-right-radius: 0;
  border-right: none; }
*[segment="middle"] { border-radius: 0; border-right: none; }
*[segment="last"] { border-top-left-radius: 0; border-bottom-left-radius: 0; }
*[room="little"] { padding-left: 6px; padding-right: 6px; }
QPushButton[chosen="pending"] { background: $panel; border: 1px dashed $text; }
QToolButton::menu-indicator { image: none; }
""")

FIELDS = Template("""
QLineEdit, QAbstractSpinBox, QComboBox, QPlainTextEdit, QTextEdit {
  background: $field; color: $text; border: 1px solid $line;
  border-radius: 7px; padding: 4px 8px; selection-background-color: $accent;
  selection-color: $on_accent; }
QLineEdit, QAbstractSpinBox { font-family: "$numbers"; }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QTextEdit:focus,
QPlainTextEdit:focus { border-color: $accent; }
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled {
  color: $disabled; background: $panel; }
QLineEdit[invalid="true"], QAbstractSpinBox[invalid="true"] { border-color: $bad; }
QPlainTextEdit[role="log"] { font-family: "$numbers"; font-size: ${small}px; }
QLineEdit[room="little"] { padding: 1px 6px; }
QAbstractSpinBox { padding: 4px 0; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 8px;
  height: 1px; border: none; background: transparent; subcontrol-origin: margin; }
QAbstractSpinBox::up-button { subcontrol-position: center left; }
QAbstractSpinBox::down-button { subcontrol-position: center right; }
QAbstractSpinBox::up-arrow, QAbstractSpinBox::down-arrow { image: none; width: 0;
  height: 0; }
QComboBox { padding-right: 0; }
QComboBox::drop-down { border: none; width: 20px; }
QComboBox::down-arrow { image: url("$marks/chevron.svg"); width: 12px;
  height: 12px; }
QComboBox QAbstractItemView { background: $panel; border: 1px solid $line;
  padding: 4px; outline: none; selection-background-color: $raised;
  selection-color: $text; }
QAbstractItemView { background: $panel; color: $text; border: 1px solid $line;
  outline: none;
  alternate-background-color: $background; selection-background-color: $raised;
  selection-color: $text; }
QListView::item { padding: 4px 8px; }
QTreeView[room="little"] { border: none; }
QTreeView[room="little"]::item { padding: 5px 8px; }
QHeaderView { border: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QTextBrowser, QTextBrowser:focus { background: $panel; border: none; }
QHeaderView::section { background: $panel; color: $muted; border: none;
  border-bottom: 1px solid $line; padding: 4px 8px; }
QTableView[room="little"], QHeaderView[room="little"] { border: none; }
QHeaderView[room="little"]::section { padding: 4px 2px; font-size: ${small}px; }
QTableCornerButton::section { background: $panel; border: none; }
QTableView { gridline-color: $line; }
QCheckBox, QRadioButton { spacing: 8px; background: transparent; color: $text; }
QCheckBox::indicator, QRadioButton::indicator { width: 14px; height: 14px;
  border: 1px solid $disabled; border-radius: 4px; background: $field; }
QRadioButton::indicator { border-radius: 7px; }
QTableView::indicator { width: 14px; height: 14px; border: 1px solid $disabled;
  border-radius: 4px; background: $field; }
QTableView::indicator:checked { border-color: $accent;
  image: url("$marks/tick.svg"); }
QTableView::indicator:disabled { border-color: $line; background: $panel; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $text; }
QCheckBox::indicator:checked { border-color: $accent;
  image: url("$marks/tick.svg"); }
QRadioButton::indicator:checked { border-color: $accent;
  image: url("$marks/dot.svg"); }
QCheckBox:disabled, QRadioButton:disabled { color: $disabled; }
QProgressBar { background: $field; border: none; border-radius: 3px; max-height: 6px;
  text-align: center; color: transparent; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
""")

MOVING = Template("""
QSlider { background: transparent; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $line; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px;
  background: $accent; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -5px 0;
  border-radius: 7px; background: $accent; }
QSlider::handle:horizontal:hover {
  background: $accent_over; }
QSlider::sub-page:horizontal:disabled, QSlider::handle:horizontal:disabled {
  background: $disabled; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: $line; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $disabled; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QMenuBar { background: $panel; color: $muted; padding: 2px 8px;
  border-bottom: 1px solid $line; }
QMenuBar::item { background: transparent; padding: 5px 10px; border-radius: 5px; }
QMenuBar::item:selected { background: $field; color: $text; }
QMenu { background: $panel; color: $text; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 6px 28px 6px 24px; border-radius: 5px; }
QMenu::item:selected { background: $raised; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QTabWidget::pane { border: none; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: $muted; padding: 6px 12px;
  border: none; border-bottom: 2px solid transparent; }
QMainWindow > QTabBar { qproperty-elideMode: ElideNone; }
QTabBar::scroller { width: 24px; }
QTabBar::tear { width: 0; image: none; }
QTabBar QToolButton { background: $panel; border: none; margin: 0; }
QTabBar QToolButton:hover { background: $field; }
QTabBar QToolButton::left-arrow, QTabBar QToolButton::right-arrow {
  width: 16px; height: 16px; }
QTabBar QToolButton::left-arrow { image: url("$marks/left.svg"); }
QTabBar QToolButton::right-arrow { image: url("$marks/right.svg"); }
QTabBar[role="narrow"]::tab { padding: 6px 8px; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
""")

RULES = (SURFACES, LABELS, BUTTONS, FIELDS, MOVING)
"""All of them, in the order in which later ones overrule earlier ones."""
