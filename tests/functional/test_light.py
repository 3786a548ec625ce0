"""One person's page needs neither the compiler nor its kernels."""

from __future__ import annotations

import subprocess
import sys


def test_the_reference_is_had_without_numba_and_without_pyarrow_or_web() -> None:
    code = (
        "import sys\n"
        "import caseward.obligations.evaluate, caseward.policy.load, caseward.record.view\n"
        "print(sorted(n for n in ('numba', 'llvmlite', 'django', 'pyspark', 'duckdb') if n in sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
