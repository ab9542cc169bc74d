"""The memory of this process and of those it began, in megabytes."""

from __future__ import annotations

import resource
from pathlib import Path


def peak_megabytes(begin: bool = False) -> float:
    """The most memory this process had since the last call with `begin`; with `begin`, the memory that it has now."""
    if begin:
        Path("/proc/self/clear_refs").write_text("5")  # proc(5): the peak becomes what is resident now
    told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(told["VmHWM"].split()[0]) / 1024


def children_megabytes() -> float:
    """The most memory any ended child of this process ever had."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
