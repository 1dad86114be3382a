"""Where python-tests.sh has put what these tests need."""

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[5]
EXAMPLE = PROJECT / "examples/python/score_digits.py"
SQL = PROJECT / "examples/sql"

JAR = os.environ["NIBBLE_JAR"]
MODEL = os.environ["NIBBLE_MODEL"]
DIGITS = os.environ["NIBBLE_DIGITS"]
REFERENCE = os.environ["NIBBLE_REFERENCE"]
SPARK_HOME = Path(os.environ["SPARK_HOME"])

# One jar, one setting; and what keeps tests quiet.
SETTINGS = {
    "spark.jars": JAR,
    "spark.plugins": "io.nibble.spark.NibblePlugin",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


def submit(program, settings, *arguments, master="local[2]"):
    """The command line of a program of Spark on this machine."""
    options = [word for key, value in settings.items() for word in ("--conf", f"{key}={value}")]
    return [SPARK_HOME / "bin" / program, "--master", master, *options, *arguments]
