"""Changes of the network, as a hint to reconnect at once instead of waiting for the back-off."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QNetworkInformation

_OFFLINE = (QNetworkInformation.Reachability.Unknown, QNetworkInformation.Reachability.Disconnected)


class NetworkWatch(QObject):
    """Calls `on_change` when the computer comes online, or changes its kind of network.

    Never on systems for which Qt has no backend.
    """

    def __init__(self, on_change: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._on_change = on_change
        self._is_online = False
        self._network = QNetworkInformation.instance() if QNetworkInformation.loadDefaultBackend() else None
        if self._network is not None:
            self._is_online = self._network.reachability() not in _OFFLINE
            self._network.reachabilityChanged.connect(self._reachability_changed)
            self._network.transportMediumChanged.connect(lambda _: self._on_change())

    def _reachability_changed(self, reachability: QNetworkInformation.Reachability) -> None:
        was_online, self._is_online = self._is_online, reachability not in _OFFLINE
        if self._is_online and not was_online:
            self._on_change()
