"""Reads handwritten digits in Spark and prints how many it reads right.

Classic PySpark:

    spark-submit --jars nibble.jar --conf spark.plugins=io.nibble.spark.NibblePlugin \
        examples/python/score_digits.py digits-int4.nibble examples/data/digits.parquet

Spark Connect, with nibble.jar and the plugin on the server, where both paths are looked up too:

    SPARK_REMOTE=sc://server:15002 python examples/python/score_digits.py MODEL TABLE
"""

import sys

from pyspark.sql import SparkSession, functions as F


def read_digits(spark, model, table):
    """The table's id and label, and the digit that the model sees with its score."""
    digit = F.call_function("nibble_classify", F.lit(model), "features")
    return (
        spark.read.parquet(table)
        .withColumn("digit", digit)
        .select("id", "label", F.col("digit.label").cast("int").alias("seen"), "digit.score")
    )


def main(model, table):
    spark = SparkSession.builder.appName("digits").getOrCreate()
    digits = read_digits(spark, model, table).toPandas()
    wrong = digits[digits.label != digits.seen]
    print(wrong.to_string(index=False))
    print(f"right: {len(digits) - len(wrong)} of {len(digits)}")
    spark.stop()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(f"usage: {sys.argv[0]} MODEL.nibble TABLE; found {len(sys.argv) - 1} arguments")
    main(*sys.argv[1:])
