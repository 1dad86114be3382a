package io.nibble.spark.catalyst.function;

import io.nibble.spark.score.FeatureFormat;
import org.apache.spark.sql.catalyst.expressions.Expression;

/** The features of a call, and how to read what they evaluate to. */
record Features(Expression expression, FeatureFormat format) {}
