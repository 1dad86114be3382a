package io.nibble.memory;

import java.util.Locale;

/** Argument checks of the facade; every message holds the value found and the one expected. */
public final class Checks {
  private Checks() {}

  public static void that(boolean condition, String message, Object... arguments) {
    if (!condition) {
      throw new IllegalArgumentException(String.format(Locale.ROOT, message, arguments));
    }
  }

  public static void notNull(String name, Object value) {
    if (value == null) {
      throw new NullPointerException(name + " is null");
    }
  }

  static void range(String name, long from, long length, long size) {
    if (from < 0 || length < 0 || from > size - length) {
      throw new IndexOutOfBoundsException(
          String.format(
              Locale.ROOT, "%s: %d from %d, expected inside 0…%d", name, length, from, size));
    }
  }

  public static void bytes(String name, Slice slice, long bytes) {
    notNull(name, slice);
    slice.address();
    that(slice.size() >= bytes, "%s has %d bytes, expected %d", name, slice.size(), bytes);
  }

  /** At least {@code count} elements of four bytes (float32 or int32), aligned. */
  public static void floats(String name, Slice slice, long count) {
    elements(name, slice, ElementType.FLOAT32, count);
  }

  /** At least {@code count} elements of a type, aligned. */
  public static void elements(String name, Slice slice, ElementType type, long count) {
    notNull(name, slice);
    aligned(name, slice, type.bytes());
    // Beyond the largest count whose bytes fit a long, no slice is large enough either.
    bytes(name, slice, Math.min(count, Long.MAX_VALUE / type.bytes()) * type.bytes());
  }

  public static void aligned(String name, Slice slice, int bytes) {
    that(
        slice.address() % bytes == 0,
        "%s starts at address %d, expected a multiple of %d",
        name,
        slice.address(),
        bytes);
  }
}
