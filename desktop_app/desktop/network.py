"""The network as the system sees it: a sign that it may work again, so that nobody waits for a back-off."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QNetworkInformation


class NetworkWatch(QObject):
    """Calls `changed` when the computer comes onto a network or changes it; systems that tell nothing are quiet."""

    def __init__(self, changed: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._changed = changed
        self._was_online = False
        self._network = QNetworkInformation.instance() if QNetworkInformation.loadDefaultBackend() else None
        if self._network is not None:
            self._was_online = self._is_online(self._network.reachability())
            self._network.reachabilityChanged.connect(self._reachability_changed)
            self._network.transportMediumChanged.connect(lambda _: self._changed())

    @staticmethod
    def _is_online(reachability: QNetworkInformation.Reachability) -> bool:
        return reachability not in (
            QNetworkInformation.Reachability.Unknown,
            QNetworkInformation.Reachability.Disconnected,
        )

    def _reachability_changed(self, reachability: QNetworkInformation.Reachability) -> None:
        was_online, self._was_online = self._was_online, self._is_online(reachability)
        if self._was_online and not was_online:
            self._changed()
