"""How long an object store may take to answer, and how often it is asked again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pantau.settings import Settings


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait for a connection and for the next byte, and tries of one request, the first one included."""

    connect_s: float = 10.0
    read_s: float = 60.0
    attempts: int = 3

    @classmethod
    def of(cls, settings: Settings) -> Patience:
        """Return what the settings say."""
        return cls(settings.store_connect_timeout_s, settings.store_read_timeout_s, settings.store_attempts)

    def options(self, protocol: str) -> dict[str, Any]:
        """Return what the library of a protocol is told; other libraries than S3's keep limits of their own."""
        if protocol not in ("s3", "s3a"):
            return {}
        tries = {"mode": "standard", "total_max_attempts": self.attempts}
        waits = {"connect_timeout": self.connect_s, "read_timeout": self.read_s, "retries": tries}
        return {"config_kwargs": waits}

    def limit_of_write(self, protocol: str) -> dict[str, float]:
        """Return what a whole write may take: S3's client waits to be told to send, and no other limit counts then."""
        return {"timeout": self.attempts * (self.connect_s + self.read_s)} if protocol in ("s3", "s3a") else {}

    def limit(self, fs: Any) -> None:
        """Stop s3fs from repeating what its client has tried so often: the tries would multiply."""
        if hasattr(fs, "retries"):
            fs.retries = 1
