package io.nibble.cli.sample;

import io.nibble.file.Quote;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/** Numbers with commas between them. An empty field is NULL. */
public record CsvFormat(boolean hasHeader) implements SampleFormat {
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
      try {
        // By way of double, as Spark reads a column of doubles.
        features[i] = (float) Double.parseDouble(field);
      } catch (NumberFormatException e) {
        return SampleRow.bad("feature " + i + " is " + Quote.of(field) + ", expected a number");
      }
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
}
