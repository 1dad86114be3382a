package io.nibble.file;

import java.util.Locale;

/** Text from a file, made fit for a message: quoted, escaped and cut when long. */
public final class Quote {
  private static final int LONGEST = 100;

  private Quote() {}

  public static String of(String text) {
    StringBuilder quoted = new StringBuilder("'");
    text.codePoints().limit(LONGEST).forEach(c -> append(quoted, c));
    return quoted.append(text.codePointCount(0, text.length()) > LONGEST ? "…'" : "'").toString();
  }

  private static void append(StringBuilder quoted, int codePoint) {
    if (Character.isISOControl(codePoint)) {
      quoted.append(String.format(Locale.ROOT, "\\u%04x", codePoint));
    } else {
      quoted.appendCodePoint(codePoint);
    }
  }
}
