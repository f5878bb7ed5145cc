"""Runs Statistics Canada's banff on documents written by bench_localise_peers.py; prints seconds and cells."""

import json
import logging
import sys
import time
from pathlib import Path

import pandas as pd
from banff import errorloc

logging.disable(logging.CRITICAL)
given = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
table = pd.DataFrame(given["documents"], columns=given["names"]).astype(float)
table.insert(0, "ident", [f"D{number:06}" for number in range(len(table))])
runs, seconds = [], 0.0
for seed in (1, 2):
    started = time.perf_counter()
    done = errorloc(
        unit_id="ident", edits=given["edits"], indata=table, seed=seed, cardinality=6, time_per_obs=10, capture=None,
        outstatus="pandas", outreject="pandas",
    )  # fmt: skip
    seconds = time.perf_counter() - started
    found = {ident: [] for ident in table["ident"]}
    for line in done.outstatus.itertuples(index=False):
        fields = {str(name).lower(): value for name, value in line._asdict().items()}
        found[fields["ident"]].append(fields["fieldid"])
    runs.append([sorted(found[ident]) for ident in table["ident"]])
print(json.dumps({"seconds": seconds, "runs": runs}))
