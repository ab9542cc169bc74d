"""How long an object store may take to answer, and how often a request is tried."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pantau.settings import Settings


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait for a connection and for the next byte, and the number of tries of one request, the first included."""

    connect_s: float = 10.0
    read_s: float = 60.0
    attempts: int = 3

    @classmethod
    def of(cls, settings: Settings) -> Patience:
        """Return the limits of the settings."""
        return cls(settings.store_connect_timeout_s, settings.store_read_timeout_s, settings.store_attempts)

    def options(self, protocol: str) -> dict[str, Any]:
        """Return the options for the library of a protocol; libraries other than S3's keep their own limits."""
        if protocol not in ("s3", "s3a"):
            return {}
        tries = {"mode": "standard", "total_max_attempts": self.attempts}
        waits = {"connect_timeout": self.connect_s, "read_timeout": self.read_s, "retries": tries}
        return {"config_kwargs": waits}

    def limit_of_write(self, protocol: str) -> dict[str, float]:
        """Return the seconds that a whole write may take: S3's client waits for leave to send, and no other limit counts
        meanwhile."""
        return {"timeout": self.attempts * (self.connect_s + self.read_s)} if protocol in ("s3", "s3a") else {}

    def limit(self, fs: Any) -> None:
        """Keep s3fs from repeating what its client has tried already, because the tries would multiply."""
        if hasattr(fs, "retries"):
            fs.retries = 1
