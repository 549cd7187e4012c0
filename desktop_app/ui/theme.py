"""Colours, type and measures: one table of tokens for light and dark, and Qt's palette and style sheet made from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

GAP = 8
MARGIN = 20
RADIUS = 10
CARD_RADIUS = 12
TEXT_PX, SMALL_PX, TINY_PX = 13, 12, 11


@dataclass(frozen=True)
class Tokens:
    """The colours of one theme.  Each state has a colour, and a tint for the background of a lamp."""

    background: str
    card: str
    line: str
    text: str
    dim: str
    faint: str
    accent: str
    accent_tint: str
    on_accent: str
    idle: str
    idle_tint: str
    ringing: str
    ringing_tint: str
    busy: str
    busy_tint: str
    away: str
    away_tint: str
    rail: str

    def color(self, name: str) -> QColor:
        """Return a token as a QColor."""
        return qcolor(getattr(self, name))


@lru_cache(maxsize=512)
def qcolor(value: str) -> QColor:
    """Return a cached QColor: painters need the same few thousands of times a second."""
    return QColor(value)


# The faint text of the sketches (#8A94A3 on white, 3.1:1) is darker here: all text keeps 4.5:1.
LIGHT = Tokens(
    background="#F4F5F7",
    card="#FFFFFF",
    line="#E3E6EB",
    text="#1B2430",
    dim="#566070",
    faint="#667080",
    accent="#2F5FD0",
    accent_tint="#E8EEFB",
    on_accent="#FFFFFF",
    idle="#187A42",
    idle_tint="#E7F5ED",
    ringing="#8F5600",
    ringing_tint="#FFF1D9",
    busy="#C02A23",
    busy_tint="#FCE9E8",
    away="#5F6875",
    away_tint="#ECEEF1",
    rail="#FFFFFF",
)
DARK = Tokens(
    background="#15181D",
    card="#20252D",
    line="#2E343E",
    text="#E9ECF1",
    dim="#A6AFBC",
    faint="#929CAA",
    accent="#7EA2F5",
    accent_tint="#24304A",
    on_accent="#10141B",
    idle="#55C98A",
    idle_tint="#1C3327",
    ringing="#F0AE45",
    ringing_tint="#3B2D14",
    busy="#F0827C",
    busy_tint="#3D2224",
    away="#98A1AE",
    away_tint="#2A3038",
    rail="#1A1E24",
)
# For red-green colour blindness: blue for free, vermilion for busy, which also differ in lightness.
COLOUR_BLIND = {
    "light": {"idle": "#005B96", "idle_tint": "#E2EFF8", "busy": "#A83C00", "busy_tint": "#FDEBDD"},
    "dark": {"idle": "#6CB8F0", "idle_tint": "#173044", "busy": "#FF9E5E", "busy_tint": "#43291A"},
}


class Theme(QObject):
    """The current theme.  `changed` is emitted when the tokens are replaced."""

    changed = Signal()

    def __init__(self, resources: Path, mode: str = "system", palette: str = "standard") -> None:
        super().__init__()
        self._resources = resources
        self._mode = mode
        self._palette = palette
        self._family = _load_font(resources / "fonts")
        self.tokens = self._choose()
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(lambda _: self._refresh())

    @property
    def is_dark(self) -> bool:
        """True while the dark tokens are used."""
        return self.tokens.background == DARK.background

    def set_mode(self, mode: str) -> None:
        """Use `system`, `light` or `dark`."""
        self._mode = mode
        self._refresh()

    def set_palette(self, palette: str) -> None:
        """Use `standard` or `colour-blind`."""
        self._palette = palette
        self._refresh()

    def apply(self) -> None:
        """Set the application's font, palette and style sheet."""
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            return
        app.setFont(self.font())
        app.setPalette(self._qt_palette())
        app.setStyleSheet(style_sheet(self.tokens, self._resources / "icons", "dark" if self.is_dark else "light"))

    def font(self, px: int = TEXT_PX, *, strong: bool = False, figures: bool = False) -> QFont:
        """Return the program's typeface; `figures` makes digits equally wide, so that running times do not jump."""
        font = QFont(self._family) if self._family else QFont(QApplication.font().family())
        font.setPixelSize(px)
        if strong:
            font.setWeight(QFont.Weight.DemiBold)
        if figures:
            font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def _choose(self) -> Tokens:
        dark = self._mode == "dark" or (
            self._mode == "system" and QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        )
        tokens = DARK if dark else LIGHT
        if self._palette != "colour-blind":
            return tokens
        return Tokens(**{**tokens.__dict__, **COLOUR_BLIND["dark" if dark else "light"]})

    def _refresh(self) -> None:
        tokens = self._choose()
        if tokens != self.tokens:
            self.tokens = tokens
            self.apply()
            self.changed.emit()

    def _qt_palette(self) -> QPalette:
        tokens, palette = self.tokens, QPalette()
        roles = {
            QPalette.ColorRole.Window: tokens.background,
            QPalette.ColorRole.Base: tokens.card,
            QPalette.ColorRole.AlternateBase: tokens.background,
            QPalette.ColorRole.Button: tokens.card,
            QPalette.ColorRole.WindowText: tokens.text,
            QPalette.ColorRole.Text: tokens.text,
            QPalette.ColorRole.ButtonText: tokens.text,
            QPalette.ColorRole.PlaceholderText: tokens.faint,
            QPalette.ColorRole.Highlight: tokens.accent,
            QPalette.ColorRole.HighlightedText: tokens.on_accent,
            QPalette.ColorRole.ToolTipBase: tokens.card,
            QPalette.ColorRole.ToolTipText: tokens.text,
            QPalette.ColorRole.Link: tokens.accent,
            QPalette.ColorRole.Accent: tokens.accent,
        }
        for role, color in roles.items():
            palette.setColor(role, QColor(color))
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.faint))
        return palette


def _load_font(folder: Path) -> str:
    """Load the bundled typeface Inter and return its family; a bare system may have no font at all."""
    families: list[str] = []
    for weight in ("Regular", "SemiBold"):
        number = QFontDatabase.addApplicationFont(str(folder / f"Inter-{weight}.ttf"))
        families += QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    return families[0] if families else ""


def style_sheet(tokens: Tokens, icons: Path, shade: str) -> str:
    """Return the style sheet: what a palette cannot express.

    Widgets are selected by object name and the property `kind`.  `shade` (`light` or `dark`) names the icons in the
    folder `icons`.
    """
    return (
        _surface_rules(tokens)
        + _field_rules(tokens, icons, shade)
        + _button_rules(tokens)
        + _list_rules(tokens)
        + _menu_rules(tokens)
    )


def _surface_rules(t: Tokens) -> str:
    """Return the rules for bars, cards and labels."""
    return f"""
    QToolTip {{ color: {t.text}; background: {t.card}; border: 1px solid {t.line}; padding: 4px; }}
    QMainWindow, #page, #strip {{ background: {t.background}; }}
    #rail {{ background: {t.rail}; border-right: 1px solid {t.line}; }}
    #status {{ background: {t.rail}; border-top: 1px solid {t.line}; }}
    #player {{ background: {t.rail}; border-top: 1px solid {t.line}; }}
    #callstrip {{ background: {t.ringing_tint}; border-top: 1px solid {t.line}; }}
    #notice {{ background: {t.accent_tint}; border-top: 1px solid {t.line}; }}
    QLabel[kind="dim"] {{ color: {t.dim}; }}
    QLabel[kind="note"] {{ background: {t.accent_tint}; border-radius: 8px; padding: 8px 12px; }}
    QLabel[kind="faint"] {{ color: {t.faint}; font-size: {SMALL_PX}px; }}
    QLabel[kind="small"] {{ color: {t.dim}; font-size: {SMALL_PX}px; }}
    QLabel[kind="title"] {{ font-size: 18px; font-weight: 600; }}
    QLabel[kind="strong"] {{ font-weight: 600; }}
    QLabel[kind="count"] {{ color: {t.busy}; font-size: 20px; font-weight: 600; }}
    QLabel[kind="good"] {{ color: {t.idle}; }}
    QLabel[kind="bad"] {{ color: {t.busy}; }}
    QLabel[kind="doubtful"] {{ color: {t.ringing}; }}
    QLabel[kind="heading"] {{ color: {t.dim}; font-size: {SMALL_PX}px; font-weight: 600; }}
    QFrame[kind="line"] {{ background: {t.line}; border: none; }}
    QFrame[kind="card"] {{ background: {t.card}; border: 1px solid {t.line}; border-radius: {CARD_RADIUS}px; }}
    """


def _field_rules(t: Tokens, icons: Path, shade: str) -> str:
    """Return the rules for what is typed into, chosen and ticked."""
    return f"""
    QLineEdit, QPlainTextEdit, QComboBox, QDateEdit {{
        background: {t.card}; border: 1px solid {t.line}; border-radius: 8px; padding: 6px 10px; color: {t.text};
        selection-background-color: {t.accent}; selection-color: {t.on_accent};
    }}
    QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QDateEdit:focus {{ border: 1px solid {t.accent}; }}
    QComboBox {{ combobox-popup: 0; }}
    QComboBox::drop-down, QDateEdit::drop-down {{ border: none; width: 22px; }}
    QComboBox::down-arrow, QDateEdit::down-arrow {{ width: 14px; height: 14px;
        image: url("{icons.as_posix()}/chevron-{shade}.svg"); }}
    QDateEdit {{ padding: 2px 4px 2px 10px; min-height: 20px; min-width: 84px; font-size: {SMALL_PX}px; }}
    QComboBox QAbstractItemView {{ background: {t.card}; border: 1px solid {t.line}; color: {t.text};
        selection-background-color: {t.accent_tint}; selection-color: {t.text}; }}
    QSpinBox {{ background: {t.card}; border: 1px solid {t.line}; border-radius: 8px; padding: 6px 10px;
        color: {t.text}; min-width: 80px; }}
    QSpinBox:focus {{ border: 1px solid {t.accent}; }}
    QSpinBox::up-button, QSpinBox::down-button {{ width: 0; border: none; }}
    QCheckBox {{ spacing: 8px; }}
    QCheckBox::indicator, QTableView::indicator {{ width: 16px; height: 16px; border: 1px solid {t.faint};
        border-radius: 4px; background: {t.card}; }}
    QCheckBox::indicator:focus {{ border: 1px solid {t.accent}; }}
    QCheckBox::indicator:checked, QTableView::indicator:checked {{ background: {t.accent}; border: 1px solid {t.accent};
        image: url("{icons.as_posix()}/check-{shade}.svg"); }}
    #command {{ font-size: 14px; padding: 10px 14px; border-radius: {RADIUS}px; }}
    #found {{ background: {t.card}; border: 1px solid {t.line}; border-radius: {RADIUS}px; padding: 4px; }}
    """


def _button_rules(t: Tokens) -> str:
    """Return the rules for buttons."""
    return f"""
    QPushButton {{ background: {t.card}; border: 1px solid {t.line}; border-radius: 8px; padding: 6px 14px;
        color: {t.text}; }}
    QPushButton:hover {{ border-color: {t.accent}; }}
    QPushButton:focus {{ border: 1px solid {t.accent}; }}
    QPushButton:pressed {{ background: {t.accent_tint}; }}
    QPushButton:disabled {{ color: {t.faint}; }}
    QPushButton[kind="primary"] {{ background: {t.accent}; color: {t.on_accent}; border: 1px solid {t.accent};
        font-weight: 600; }}
    QPushButton[kind="primary"]:disabled {{ background: {t.away_tint}; color: {t.faint};
        border-color: {t.away_tint}; }}
    QPushButton[kind="primary"]:focus {{ border: 1px solid {t.text}; }}
    QPushButton[kind="chip"] {{ border-radius: 13px; padding: 0 12px; min-height: 24px; color: {t.dim};
        font-size: {SMALL_PX}px; }}
    QPushButton[kind="chip"]:checked {{ background: {t.accent_tint}; border-color: {t.accent}; color: {t.accent}; }}
    QPushButton[kind="tool"] {{ background: transparent; border: 1px solid transparent; padding: 0; }}
    QPushButton[kind="tool"]:hover {{ border-color: {t.line}; background: {t.card}; }}
    QPushButton[kind="tool"]:checked {{ background: {t.accent_tint}; border-color: {t.accent}; }}
    QPushButton[kind="tool"]:focus {{ border: 1px solid {t.accent}; }}
    QPushButton[kind="tool"]::menu-indicator {{ image: none; width: 0; }}
    QComboBox[kind="small"] {{ padding: 3px 8px; font-size: {SMALL_PX}px; }}
    QPushButton[kind="flat"] {{ background: transparent; border: 1px solid transparent; padding: 4px; }}
    QPushButton[kind="flat"]:hover {{ background: {t.accent_tint}; }}
    QPushButton[kind="flat"]:focus {{ border: 1px solid {t.accent}; }}
    """


def _list_rules(t: Tokens) -> str:
    """Return the rules for tables, lists and their scroll bars."""
    return f"""
    QTableView, QListView {{ background: {t.card}; border: 1px solid {t.line}; border-radius: {CARD_RADIUS}px;
        gridline-color: {t.line}; outline: 0; selection-background-color: {t.accent_tint};
        selection-color: {t.text}; }}
    QTableView#inside {{ border: none; border-radius: 0; }}
    QTableView#inside::item {{ padding: 0 10px; border-top: 1px solid {t.line}; }}
    QCalendarWidget QAbstractItemView {{ border-radius: 0; }}
    QListView#field {{ background: transparent; border: none; }}
    QHeaderView {{ background: transparent; border: none; }}
    QHeaderView::section {{ background: transparent; border: none; border-bottom: 1px solid {t.line};
        padding: 8px 12px; color: {t.dim}; font-size: {SMALL_PX}px; font-weight: 600; }}
    QScrollBar:vertical {{ background: transparent; width: 10px; margin: 2px; }}
    QScrollBar::handle:vertical {{ background: {t.line}; border-radius: 3px; min-height: 32px; }}
    QScrollBar::handle:vertical:hover {{ background: {t.faint}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QScrollArea {{ background: transparent; border: none; }}
    QScrollArea > QWidget > QWidget {{ background: transparent; }}
    """


def _menu_rules(t: Tokens) -> str:
    """Return the rules for menus, sliders and progress bars."""
    return f"""
    QMenu {{ background: {t.card}; border: 1px solid {t.line}; padding: 4px; color: {t.text}; }}
    QMenu::item {{ padding: 6px 18px; border-radius: 6px; }}
    QMenu::item:selected {{ background: {t.accent_tint}; }}
    QMenu::item:disabled {{ color: {t.faint}; }}
    QMenu::separator {{ height: 1px; background: {t.line}; margin: 4px 8px; }}
    QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {t.line}; }}
    QSlider::sub-page:horizontal {{ background: {t.accent}; border-radius: 2px; }}
    QSlider::handle:horizontal {{ width: 12px; height: 12px; margin: -4px 0; border-radius: 6px;
        background: {t.accent}; }}
    QSlider::handle:horizontal:focus {{ background: {t.text}; }}
    QProgressBar {{ background: {t.line}; border: none; border-radius: 2px; max-height: 4px; }}
    QProgressBar::chunk {{ background: {t.accent}; border-radius: 2px; }}
    """
