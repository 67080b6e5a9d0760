"""Sends what schemathesis thinks of to every operation of the API's description.

No reply may be a server error or outside the description. Of all replies at least three in ten are
successes, and every operation has one.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
LEAST, LEAST_SUCCESSES = 5_000, 0.3


def main():
    azure, examples = sys.argv[1], sys.argv[2]
    here = Path(__file__).parent
    url = os.environ["KEYFERRY_URL"]
    with tempfile.TemporaryDirectory() as folder:
        counts = Path(folder) / "replies.json"
        command = [
            Path(sys.executable).parent / "schemathesis",
            *("run", f"{url}/api/docs/openapi.json"),
            *("--checks", ",".join(CHECKS)),
            *("--phases", "examples,coverage,fuzzing"),
            *("--max-examples", examples),
            *("--seed", os.environ.get("KEYFERRY_TEST_SEED", "7781")),
            "--continue-on-failure",
            "--no-shrink",
            *("--suppress-health-check", "all"),
            *("--warnings", "off"),
        ]
        variables = {
            **os.environ,
            "KEYFERRY_AZURE": azure,
            "KEYFERRY_REPLIES": str(counts),
            "PYTHONPATH": str(here),
            "SCHEMATHESIS_HOOKS": "hooks",
        }
        ran = subprocess.run(command, cwd=folder, env=variables, check=False)
        replies = json.loads(counts.read_text(encoding="utf-8"))
    sys.exit(judge(replies) or ran.returncode)


def judge(replies):
    total = sum(sum(statuses.values()) for statuses in replies.values())
    good = sum(statuses.get("200", 0) + statuses.get("304", 0) for statuses in replies.values())
    without = [operation for operation, statuses in replies.items() if not statuses.get("200")]
    print(f"reference: {total} replies of {len(replies)} operations, {good / total:.0%} successes")
    for operation in without:
        print(f"never succeeded: {operation} {replies[operation]}")
    faulty = total < LEAST or good / total < LEAST_SUCCESSES or without
    print("ok" if not faulty else "not enough")
    return bool(faulty)


main()
