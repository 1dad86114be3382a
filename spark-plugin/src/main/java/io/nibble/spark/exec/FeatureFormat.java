package io.nibble.spark.exec;

import java.io.Serializable;

/** A form in which features come, such as an array of doubles. Travels to tasks. */
public interface FeatureFormat extends Serializable {
  /** A reader of rows of {@code width} features. Readers keep buffers: one for each user. */
  FeatureReader reader(int width);
}
