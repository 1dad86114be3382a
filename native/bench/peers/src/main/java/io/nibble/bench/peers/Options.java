package io.nibble.bench.peers;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What to run: the command line. */
record Options(Path shapes, List<Integer> groups, List<Integer> rows, boolean quick) {
  static final String USAGE = "peers.sh [--quick] [--shapes FILE] [--groups 32,128] [--rows 1,16]";

  private static final Set<Integer> GROUPS = Set.of(32, 64, 128);

  static Options parse(List<String> arguments) {
    Path shapes = null;
    List<Integer> groups = List.of(32, 128);
    List<Integer> rows = null;
    boolean quick = false;
    for (Iterator<String> i = arguments.iterator(); i.hasNext(); ) {
      String flag = i.next();
      switch (flag) {
        case "--quick" -> quick = true;
        case "--shapes" -> shapes = Path.of(value(flag, i));
        case "--groups" -> groups = numbers(flag, value(flag, i));
        case "--rows" -> rows = numbers(flag, value(flag, i));
        default -> throw new IllegalArgumentException("unknown option " + flag);
      }
    }
    if (shapes == null) {
      throw new IllegalArgumentException("--shapes is missing");
    }
    if (!GROUPS.containsAll(groups)) {
      throw new IllegalArgumentException("--groups is " + groups + ", expected 32, 64 or 128");
    }
    return new Options(shapes, groups, rows == null ? defaultRows(quick) : rows, quick);
  }

  Race race() {
    return quick ? new Race(7, 2_000_000, 30_000_000) : new Race(31, 5_000_000, 200_000_000);
  }

  private static List<Integer> defaultRows(boolean quick) {
    return quick ? List.of(1, 16, 64) : List.of(1, 4, 16, 64, 256);
  }

  private static String value(String flag, Iterator<String> arguments) {
    if (!arguments.hasNext()) {
      throw new IllegalArgumentException(flag + " needs a value");
    }
    return arguments.next();
  }

  private static List<Integer> numbers(String flag, String value) {
    if (!value.matches("[1-9]\\d{0,5}(,[1-9]\\d{0,5})*")) {
      throw new IllegalArgumentException(
          flag + " is '" + value + "', expected positive numbers with commas between them");
    }
    return Stream.of(value.split(",")).map(Integer::valueOf).toList();
  }
}
