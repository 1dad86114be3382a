package io.nibble.spark.conf;

import java.util.Locale;
import org.apache.spark.network.util.JavaUtils;

/** How the text of a setting becomes a value. Each throws IllegalArgumentException if it cannot. */
final class Parsers {
  private Parsers() {}

  static boolean bool(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("not a boolean");
    };
  }

  static int intBetween(String text, int least, int most) {
    int value = Integer.parseInt(text);
    if (value < least || value > most) {
      throw new IllegalArgumentException(value + " is outside " + least + "…" + most);
    }
    return value;
  }

  /** As Spark reads sizes: a number of bytes, or one with a unit such as k, m, g. */
  static long bytes(String text) {
    long value = JavaUtils.byteStringAsBytes(text);
    if (value < 0) {
      throw new IllegalArgumentException(value + " is negative");
    }
    return value;
  }

  static BadRowPolicy badRows(String text) {
    return BadRowPolicy.valueOf(text.toUpperCase(Locale.ROOT));
  }

  static ExplainCalls explainCalls(String text) {
    return ExplainCalls.valueOf(text.toUpperCase(Locale.ROOT));
  }

  static Distribution distribution(String text) {
    return Distribution.valueOf(text.toUpperCase(Locale.ROOT));
  }

  static String isa(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  static String text(Object value) {
    return value instanceof Enum<?> constant
        ? constant.name().toLowerCase(Locale.ROOT)
        : value.toString();
  }
}
