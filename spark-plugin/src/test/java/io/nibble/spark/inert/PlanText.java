package io.nibble.spark.inert;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Texts of a session without numbers that Spark counts up and without its warehouse's place. */
final class PlanText {
  private static final Pattern COUNTED =
      Pattern.compile("#\\d+L?|plan_id=\\d+|\\[id=#?\\d+]|@[0-9a-f]{5,}|_\\d+\\b|\\$Lambda/\\w+");

  private final String warehouse;

  PlanText(String warehouse) {
    this.warehouse = warehouse;
  }

  /** Numbers become places in the order in which they first appear. */
  String stable(String text) {
    Map<String, Integer> places = new HashMap<>();
    return COUNTED
        .matcher(text.replace(warehouse, "WAREHOUSE"))
        .replaceAll(m -> "#" + places.computeIfAbsent(digits(m.group()), n -> places.size()));
  }

  private static String digits(String counted) {
    return counted.replaceAll("L$", "");
  }
}
