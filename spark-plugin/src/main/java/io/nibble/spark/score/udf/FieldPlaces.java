package io.nibble.spark.score.udf;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.StructType;

/**
 * Where a struct has the features of a model: by the names of its inputs, in their order without.
 *
 * @param inputs names of the model's inputs, or none
 * @param caseSensitive whether names that differ in case only are others
 */
public record FieldPlaces(List<String> inputs, boolean caseSensitive) implements Serializable {
  /**
   * For each input the place of its field.
   *
   * @throws IllegalArgumentException if the fields are not those of the inputs
   */
  int[] in(StructType struct, int width) {
    if (struct.size() != width) {
      throw new IllegalArgumentException(
          "features are " + struct.size() + " numbers, expected " + width);
    }
    return IntStream.range(0, width)
        .map(input -> inputs.isEmpty() ? input : place(struct, inputs.get(input)))
        .toArray();
  }

  private int place(StructType struct, String input) {
    String[] fields = struct.fieldNames();
    return IntStream.range(0, fields.length)
        .filter(i -> caseSensitive ? fields[i].equals(input) : fields[i].equalsIgnoreCase(input))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no feature "
                        + input
                        + " among the fields "
                        + String.join(", ", fields)));
  }
}
