package io.nibble.spark.score.udf;

import io.nibble.spark.score.FeatureFormat;
import io.nibble.spark.score.FeatureReader;

/** The forms in which Spark hands features to a classic UDF. */
public record ObjectFormat(FieldPlaces fields) implements FeatureFormat {
  @Override
  public FeatureReader reader(int width) {
    return new ObjectFeatures(width, fields);
  }
}
