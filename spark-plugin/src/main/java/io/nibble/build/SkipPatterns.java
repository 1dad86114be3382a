package io.nibble.build;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names of layers to leave in float32; {@code *} stands for any text, {@code ?} for a character.
 */
final class SkipPatterns {
  private final List<String> patterns;

  SkipPatterns(List<String> patterns) {
    this.patterns = List.copyOf(patterns);
  }

  boolean matches(String name) {
    return patterns.stream().anyMatch(pattern -> matches(pattern, name));
  }

  /** Refuses a pattern that stands for none of {@code names}: it is a slip. */
  void check(List<String> names) {
    for (String pattern : patterns) {
      if (names.stream().noneMatch(name -> matches(pattern, name))) {
        throw new IllegalArgumentException(
            "'" + pattern + "' matches none of the layers " + String.join(", ", names));
      }
    }
  }

  private static boolean matches(String pattern, String name) {
    String regex =
        pattern
            .codePoints()
            .mapToObj(Character::toString)
            .map(c -> c.equals("*") ? ".*" : c.equals("?") ? "." : Pattern.quote(c))
            .collect(Collectors.joining());
    return Pattern.compile(regex, Pattern.DOTALL).matcher(name).matches();
  }
}
