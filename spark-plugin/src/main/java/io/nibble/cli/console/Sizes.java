package io.nibble.cli.console;

import java.util.Locale;

/** Numbers for people. */
public final class Sizes {
  private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private Sizes() {}

  /** Such as "512 bytes" or "1.5 MiB". */
  public static String bytes(long bytes) {
    int unit = 0;
    double value = bytes;
    while (value >= 1024 && unit + 1 < UNITS.length) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
  }

  /** Such as "12,345". */
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
