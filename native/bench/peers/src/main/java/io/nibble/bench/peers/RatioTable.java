package io.nibble.bench.peers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The results for people: Nibble's speed, then how many times as fast it is as each other. */
final class RatioTable {
  private final List<Integer> rows;
  private final List<Result> results = new ArrayList<>();

  RatioTable(List<Integer> rows) {
    this.rows = rows;
  }

  void add(Result result) {
    results.add(result);
  }

  String text() {
    return section("Nibble, GOPS", true, result -> number("%.0f", result.gops()))
        + section(
            "Time of the others over time of Nibble",
            false,
            result -> number("%.2f", result.ratioToNibble()));
  }

  private String section(String title, boolean nibble, Function<Result, String> cell) {
    Map<String, Map<Integer, String>> lines = new LinkedHashMap<>();
    for (Result result : results) {
      if (result.setting().isNibble() == nibble) {
        lines
            .computeIfAbsent(label(result), label -> new LinkedHashMap<>())
            .put(result.m(), cell.apply(result));
      }
    }
    String heading = line(title, rows.stream().map(m -> "m=" + m).toList());
    return lines.entrySet().stream()
        .map(entry -> line(entry.getKey(), rows.stream().map(entry.getValue()::get).toList()))
        .collect(Collectors.joining("", "\n" + heading, ""));
  }

  private static String label(Result result) {
    return String.format(
        Locale.ROOT,
        "%-16s %-16s %3d %-4s",
        result.shape().name(),
        result.setting().contender(),
        result.nibble().group(),
        result.nibble().weights());
  }

  private static String line(String label, List<String> cells) {
    return cells.stream()
        .map(cell -> String.format(Locale.ROOT, "%8s", cell))
        .collect(Collectors.joining("", String.format(Locale.ROOT, "%-43s", label), "\n"));
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
