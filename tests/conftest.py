"""What holds for every test: zones come from the tzdata package, and nowhere else."""

from __future__ import annotations

import os
import signal
import zoneinfo

# Before anything that might read a zone: the system's zone files differ from machine to
# machine, the package's do not. The variable does the same for the processes tests start.
os.environ["PYTHONTZPATH"] = ""
os.environ.pop("SLACLOCK_MATRIX", None)  # of the machine, for the commands that tests run here
zoneinfo.reset_tzpath(to=())
zoneinfo.ZoneInfo.clear_cache()

# A shell starts what runs in the background with the interrupt ignored, and the processes that
# tests start would inherit that; they must be found to stop when they are interrupted.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

from hypothesis import HealthCheck, settings  # noqa: E402  (zones first)

# What is not said here comes from the profile that Hypothesis chose itself: under CI it
# draws the same examples each time. So `.ci/run`, which runs the tests three times, asks for
# all of them only once.
settings.register_profile(
    "slaclock",
    max_examples=int(os.environ.get("SLACLOCK_EXAMPLES", "100")),
    deadline=None,
    print_blob=True,
    # The second: mutation testing runs a test class several times in one process.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors],
)
settings.load_profile("slaclock")
