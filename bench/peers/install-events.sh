#!/usr/bin/env bash
# Makes out/event-peers/NAME, a virtual environment for each Python decoder that the events benchmark compares with; some
# 1.2 GB. One that fails is left out, and the benchmark names it.
set -uo pipefail
cd "$(dirname "$0")/../.."
for peer in faery==0.7.1 expelliarmus==1.1.12 evlib==0.13.2 dv-processing==2.0.4 aedat==2.3.0; do
  folder="out/event-peers/${peer%%=*}"
  python3 -m venv "$folder" &&
    "$folder/bin/pip" install --quiet --disable-pip-version-check "$peer" "numpy>=2,<3" && continue
  echo "$peer was not installed" >&2
  rm -rf "$folder"
done
exit 0
