"""The sound of an alarm: three short tones.  Qt's multimedia is loaded with the first one."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QSoundEffect


def chime(sound: Path) -> None:
    """Play it once; silent where this computer has nothing to hear with."""
    try:
        effect = _effect(sound)
    except ImportError:
        return
    effect.play()


@lru_cache(maxsize=1)
def _effect(sound: Path) -> QSoundEffect:
    from PySide6.QtMultimedia import QSoundEffect

    effect = QSoundEffect()
    effect.setSource(QUrl.fromLocalFile(str(sound)))
    return effect
