package io.nibble.spark.differential;

import java.util.Map;
import java.util.TreeMap;

/** How Spark plans and runs one query: the same for every way to answer it. */
final class Settings {
  private Settings() {}

  static Map<String, String> choose(Choices choices) {
    Map<String, String> settings = new TreeMap<>();
    boolean isCompiled = choices.oneIn(8);
    settings.put("spark.sql.codegen.wholeStage", String.valueOf(isCompiled));
    settings.put("spark.sql.codegen.factoryMode", isCompiled ? "FALLBACK" : "NO_CODEGEN");
    settings.put("spark.sql.adaptive.enabled", String.valueOf(choices.oneIn(4)));
    settings.put("spark.sql.autoBroadcastJoinThreshold", choices.one("10MB", "-1"));
    settings.put("spark.sql.files.openCostInBytes", "0");
    settings.put("spark.sql.files.minPartitionNum", choices.one("1", "3"));
    settings.put("spark.nibble.batchRows", choices.one("128", "1", "7"));
    return settings;
  }
}
