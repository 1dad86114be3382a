package io.nibble.cli;

import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/** Numbers with commas between them. An empty field is NULL. */
record CsvFormat(boolean hasHeader) implements SampleFormat {
  @Override
  public SampleRow read(String line, int width) {
    String[] fields = line.split(",", -1);
    if (fields.length != width) {
      return SampleRow.wrongLength(fields.length, width);
    }
    float[] features = new float[width];
    for (int i = 0; i < width; i++) {
      String field = fields[i].strip();
      if (field.isEmpty()) {
        return SampleRow.bad("feature " + i + " is NULL, expected a number");
      }
      features[i] = number(field, i);
    }
    return SampleRow.of(features);
  }

  @Override
  public Optional<String> header(List<String> names) {
    return hasHeader ? Optional.of(String.join(",", names)) : Optional.empty();
  }

  @Override
  public String write(float[] scores, int width) {
    StringJoiner line = new StringJoiner(",");
    for (int i = 0; i < width; i++) {
      line.add(scores == null ? "" : Float.toString(scores[i]));
    }
    return line.toString();
  }

  // By way of double, as Spark reads a CSV column of doubles.
  private static float number(String field, int index) {
    try {
      return (float) Double.parseDouble(field);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "field " + index + " is '" + field + "', expected a number", e);
    }
  }
}
