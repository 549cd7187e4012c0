"""The sound of an alarm: three short tones.  QtMultimedia is loaded with the first one."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QSoundEffect


def play_alert(sound: Path) -> None:
    """Start playing the file once and return; silent where QtMultimedia cannot be loaded."""
    try:
        effect = _effect(sound)
    except ImportError:  # a library of the system is missing, such as libpulse
        return
    effect.play()


@lru_cache(maxsize=1)
def _effect(sound: Path) -> QSoundEffect:
    """Return the effect, kept while it sounds: Qt stops one that is collected."""
    from PySide6.QtMultimedia import QSoundEffect

    effect = QSoundEffect()
    effect.setSource(QUrl.fromLocalFile(str(sound)))
    return effect
