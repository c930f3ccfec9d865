"""How many processors this process may keep busy, whatever the machine has."""

import os
from math import ceil
from pathlib import Path

CGROUP = Path("/sys/fs/cgroup")


def available_processors(cgroup: Path = CGROUP) -> int:
    """At least 1: the processors that the scheduler allows, or fewer where a container's quota is smaller.

    Source: docs.kernel.org, admin-guide/cgroup-v2 (cpu.max) and scheduler/sched-bwc (cpu.cfs_quota_us).
    """
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(allowed, ceil(_quota(cgroup) or allowed)))


def _quota(cgroup: Path) -> float | None:
    """Processors' worth of time that the container may use; None: no limit."""
    for quota_file, period_file in (("cpu.max", "cpu.max"), ("cpu/cpu.cfs_quota_us", "cpu/cpu.cfs_period_us")):
        try:
            quota = (cgroup / quota_file).read_text().split()[0]
            period = (cgroup / period_file).read_text().split()[-1]
        except (OSError, IndexError):
            continue
        if quota.isdecimal() and period.isdecimal() and int(period):
            return int(quota) / int(period)
    return None
