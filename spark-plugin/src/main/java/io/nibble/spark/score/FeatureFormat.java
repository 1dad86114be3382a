package io.nibble.spark.score;

import java.io.Serializable;

/** A form in which features come, such as an array of doubles. Travels to tasks. */
public interface FeatureFormat extends Serializable {
  /** What features may be, in words. */
  String ACCEPTED = "ARRAY<FLOAT>, ARRAY<DOUBLE>, an ML vector or numbers";

  /** A reader of rows of {@code width} features. Readers keep buffers: one for each user. */
  FeatureReader reader(int width);
}
