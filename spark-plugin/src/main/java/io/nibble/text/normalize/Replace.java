package io.nibble.text.normalize;

import io.nibble.text.unicode.CodePoints;

/** Puts another text wherever a text is found, from left to right. */
public final class Replace implements Normalizer {
  private final Matcher matcher;
  private final int[] content;

  /** Finds what is replaced. */
  interface Matcher {
    /** How many code points from {@code at} on are replaced; 0 for none. */
    int length(CodePoints text, int at);
  }

  private Replace(Matcher matcher, String content) {
    this.matcher = matcher;
    this.content = content.codePoints().toArray();
  }

  /** Replaces {@code pattern}, which is not empty. */
  public static Replace text(String pattern, String content) {
    int[] points = pattern.codePoints().toArray();
    return new Replace((text, at) -> startsWith(text, at, points) ? points.length : 0, content);
  }

  /** Replaces runs of spaces, from two on. */
  public static Replace spaces(String content) {
    return new Replace(
        (text, at) -> {
          int end = at;
          while (end < text.length() && text.at(end) == ' ') {
            end++;
          }
          return end - at > 1 ? end - at : 0;
        },
        content);
  }

  private static boolean startsWith(CodePoints text, int at, int[] points) {
    for (int i = 0; i < points.length; i++) {
      if (at + i == text.length() || text.at(at + i) != points[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void normalize(CodePoints source, CodePoints target) {
    for (int at = 0; at < source.length(); ) {
      int length = matcher.length(source, at);
      if (length == 0) {
        target.add(source.at(at), source.begin(at), source.end(at));
        at++;
        continue;
      }
      at += length;
      // Hugging Face's library gives all of it the span of the last one that is replaced.
      for (int point : content) {
        target.add(point, source.begin(at - 1), source.end(at - 1));
      }
    }
  }
}
