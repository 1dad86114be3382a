package io.nibble.cli.sample;

import java.util.List;
import java.util.Optional;

/** How the lines of a sample and of its scores are written. */
public interface SampleFormat {
  /** Whether the first line is no row. */
  boolean hasHeader();

  /**
   * Reads one line.
   *
   * @param width features that the model expects
   * @throws IllegalArgumentException if it is not a line of this format
   */
  SampleRow read(String line, int width);

  /** The line before the scores, if there is one. */
  Optional<String> header(List<String> names);

  /** The line of a row's scores; {@code scores} is null for NULL. */
  String write(float[] scores, int width);
}
