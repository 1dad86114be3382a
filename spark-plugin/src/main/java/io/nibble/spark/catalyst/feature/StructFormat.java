package io.nibble.spark.catalyst.feature;

import io.nibble.spark.score.FeatureFormat;
import io.nibble.spark.score.FeatureReader;
import java.util.List;
import org.apache.spark.sql.types.StructType;

/**
 * Features in a struct of numbers, one for each input of the model.
 *
 * @param places for each input the place of its field
 */
public record StructFormat(StructType struct, List<Integer> places) implements FeatureFormat {
  public StructFormat {
    places = List.copyOf(places);
  }

  @Override
  public FeatureReader reader(int width) {
    return new StructReader(struct, places);
  }
}
