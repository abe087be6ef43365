"""Runs eventify-dvs over grey frames of 1 ms, ready-made in memory.

usage: simulate_events.py frames.raw width height count threshold; prints JSON: processor time [ms] and events.
"""
import json
import sys
import time

import numpy as np
from eventify.dvs import frame_to_event_tuples

path, width, height, count = sys.argv[1], *map(int, sys.argv[2:5])
threshold = float(sys.argv[5])
frames = np.fromfile(path, dtype=np.uint8).reshape(count, height, width)
frame_to_event_tuples(frames[0], frames[1], 0, 1000, threshold)  # whatever is loaded late
events = 0
start = time.process_time()
for n in range(1, count):
    events += len(frame_to_event_tuples(frames[n - 1], frames[n], (n - 1) * 1000, n * 1000, threshold))
milliseconds = (time.process_time() - start) * 1000 * count / (count - 1)
print(json.dumps({"cpuMs": milliseconds, "events": events}))
