"""A real object store for the tests: one S3 server for the session, one fresh bucket per test."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

_numbers = itertools.count(1)


def s3_environment(address: str) -> dict[str, str]:
    """The variables that lead S3 clients to a server and to no other, whatever the machine's own files and variables say."""
    given = {"ENDPOINT_URL": address, "REGION": "us-east-1", "ACCESS_KEY_ID": "AKPANTAU", "SECRET_ACCESS_KEY": "rahasia"}
    given |= {"EC2_METADATA_DISABLED": "true", "CONFIG_FILE": os.devnull, "SHARED_CREDENTIALS_FILE": os.devnull}
    return {f"AWS_{name}": value for name, value in given.items()}


@pytest.fixture(scope="session")
def object_server() -> Iterator[str]:
    """The address of an S3 server in a process of its own."""
    script = Path(__file__).with_name("s3_server.py")
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, str(script)], stdin=pipe, stdout=pipe, text=True) as server:
        assert server.stdout
        yield f"http://127.0.0.1:{int(server.stdout.readline())}"
        server.communicate()


def new_bucket(address: str) -> str:
    """Make an empty bucket on the server and return its name."""
    import boto3

    name = f"pantau-{os.getpid()}-{next(_numbers)}"
    given = s3_environment(address)
    client = boto3.client(
        "s3",
        endpoint_url=address,
        region_name=given["AWS_REGION"],
        aws_access_key_id=given["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=given["AWS_SECRET_ACCESS_KEY"],
    )
    client.create_bucket(Bucket=name)
    client.close()
    return name


@pytest.fixture
def bucket(object_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of an empty bucket of this test's own (s3://…); S3 clients find its server by the environment."""
    from s3fs import S3FileSystem

    S3FileSystem.clear_instance_cache()
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in s3_environment(object_server).items():
        monkeypatch.setenv(name, value)
    return f"s3://{new_bucket(object_server)}"
