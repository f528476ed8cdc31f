"""Runs a command and prints what it used, as JSON: seconds, seconds of processors, and the largest resident set.

Processors and memory are those of all processes that the command waited for. The output of the command goes to a file.
usage: measure.py LOG TIMEOUT_SECONDS COMMAND...
"""

import json
import os
import signal
import subprocess
import sys
import time

log, timeout, command = sys.argv[1], float(sys.argv[2]), sys.argv[3:]
with open(log, "wb") as output:
    begin = time.perf_counter()
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)
    signal.signal(signal.SIGALRM, lambda *_: os.killpg(child.pid, signal.SIGKILL))
    signal.setitimer(signal.ITIMER_REAL, timeout)
    _, status, used = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - begin
# Linux counts in units of 1024 bytes, macOS in bytes.
peak = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(json.dumps({
    "code": os.waitstatus_to_exitcode(status),
    "seconds": seconds,
    "processor": used.ru_utime + used.ru_stime,
    "peak": peak,
}))
