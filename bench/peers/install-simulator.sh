#!/usr/bin/env bash
# Makes out/event-peers/eventify-dvs, a virtual environment with the event simulator that the camera benchmark compares
# with; some 300 MB. v2e itself is not on the Python package index (neither as v2e nor as v2ecore).
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=out/event-peers/eventify-dvs
python3 -m venv "$folder"
pip() { "$folder/bin/pip" install --quiet --disable-pip-version-check "$@"; }
pip --no-deps eventify-dvs==0.2.0
pip "numpy>=1.24" "h5py>=3.8" opencv-python-headless typer # opencv-python wants a display's libraries
