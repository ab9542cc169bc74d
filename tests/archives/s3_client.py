"""An S3 client (s3fs, as installed) that finds the newsroom's bucket where it expects Amazon's."""

from __future__ import annotations

import os

import pytest
from s3fs import S3FileSystem

from newsroom import Room


def s3_of(room: Room, monkeypatch: pytest.MonkeyPatch, key: str = "AKNEWSROOM") -> None:
    """Let S3 clients find the newsroom's bucket, with a key or none."""
    S3FileSystem.clear_instance_cache()
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    chosen = {"ENDPOINT_URL": f"http://127.0.0.1:{room.port}", "EC2_METADATA_DISABLED": "true", "CONFIG_FILE": os.devnull}
    keys = {"ACCESS_KEY_ID": key, "SECRET_ACCESS_KEY": "rahasia"} if key else {}
    for name, value in (chosen | keys | {"SHARED_CREDENTIALS_FILE": os.devnull}).items():
        monkeypatch.setenv(f"AWS_{name}", value)
