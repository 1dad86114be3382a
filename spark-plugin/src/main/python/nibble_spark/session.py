"""A builder of sessions that have Nibble."""

import os
from typing import TYPE_CHECKING

from nibble_spark.jars import jar

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_PLUGIN = "io.nibble.spark.NibblePlugin"


def configure(builder: "SparkSession.Builder") -> "SparkSession.Builder":
    """Adds the jar and the plugin to what the builder has; for sessions that Python starts itself.

    Where spark-submit or a Connect server starts Spark, the jar and the plugin are their settings.
    """
    options = getattr(builder, "_options", {})
    if "spark.remote" in options or "SPARK_REMOTE" in os.environ:
        raise ValueError(
            "this builder connects to a server, which has the jar and the plugin; start that with "
            f"Nibble's jar and --conf spark.plugins={_PLUGIN}, and leave configure out"
        )
    for key, value in (("spark.jars", jar()), ("spark.plugins", _PLUGIN)):
        values = [old for old in str(options.get(key, "")).split(",") if old and old != value]
        builder = builder.config(key, ",".join([*values, value]))
    return builder
