"""The processors that a container may use, not those of the machine around it."""

import os

import pytest

from newsroom.start.processors import available_processors

MACHINE = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


@pytest.mark.parametrize(
    ("quota", "processors"),
    [("50000 100000", 1), ("100000 100000", 1), ("max 100000", MACHINE), ("99900000 100000", MACHINE), ("", MACHINE)],
)
def test_a_quota_of_a_second_version_cgroup_counts_in_whole_processors(tmp_path, quota, processors):
    (tmp_path / "cpu.max").write_text(f"{quota}\n")
    assert available_processors(tmp_path) == processors


@pytest.mark.parametrize(("quota", "processors"), [("100000", 1), ("-1", MACHINE)])
def test_a_quota_of_a_first_version_cgroup_counts_too(tmp_path, quota, processors):
    (tmp_path / "cpu").mkdir()
    (tmp_path / "cpu" / "cpu.cfs_quota_us").write_text(f"{quota}\n")
    (tmp_path / "cpu" / "cpu.cfs_period_us").write_text("100000\n")
    assert available_processors(tmp_path) == processors


def test_without_cgroups_it_is_the_machine(tmp_path):
    assert available_processors(tmp_path) == MACHINE
