package io.nibble.spark.conf;

import java.util.function.Function;

/**
 * One setting: its name, what it accepts, what it means.
 *
 * @param values the accepted values, for people
 * @param parser throws IllegalArgumentException for any other value
 */
public record ConfKey<T>(
    String name, T defaultValue, String values, String doc, Function<String, T> parser) {

  /**
   * The value of {@code text}.
   *
   * @throws IllegalArgumentException naming the key, the value found and the values accepted
   */
  public T parse(String text) {
    try {
      return parser.apply(text.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          name + " is '" + text + "', expected " + values + ". Correct the setting.", e);
    }
  }

  /** The default as one would write it. */
  public String defaultText() {
    return Parsers.text(defaultValue);
  }
}
