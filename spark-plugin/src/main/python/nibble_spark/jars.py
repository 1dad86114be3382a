"""The jars in this package: which one an installation of Spark wants."""

import re
from pathlib import Path

JARS = Path(__file__).parent / "jars"


class UnsupportedSparkError(RuntimeError):
    """There is no jar here for this Spark."""


def jar() -> str:
    """The path of the jar for the Spark that this Python finds: that of SPARK_HOME, or PySpark's own."""
    try:
        from pyspark.find_spark_home import _find_spark_home
    except ImportError:
        raise UnsupportedSparkError(
            "this PySpark has no Spark of its own, expected the package pyspark; with a client of Spark "
            "Connect the server has the jar, see docs/python.md"
        ) from None
    return str(of_scala(scala_version(Path(_find_spark_home()))))


def scala_version(home: Path) -> str:
    """The version of Scala of a Spark, such as 2.13."""
    found = {
        match.group(1)
        for path in (home / "jars").glob("scala-library-*.jar")
        if (match := re.match(r"scala-library-(\d+\.\d+)\.", path.name))
    }
    if len(found) != 1:
        raise UnsupportedSparkError(
            f"{home / 'jars'} has {len(found)} versions of scala-library-*.jar, expected 1: is it a Spark? "
            "SPARK_HOME names another"
        )
    return found.pop()


def of_scala(version: str) -> Path:
    """The jar for a version of Scala."""
    jars = {path.name.split("-")[2].split("_")[1]: path for path in JARS.glob("nibble-spark-plugin_*.jar")}
    if version not in jars:
        raise UnsupportedSparkError(
            f"this Spark is built with Scala {version}, expected {' or '.join(sorted(jars))}: "
            "see docs/install.md for the versions of Spark that Nibble runs on"
        )
    return jars[version]
