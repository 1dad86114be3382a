package io.nibble.spark.job.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a job computes, and from what: all that decides about the rows it writes.
 *
 * @param schema columns of the input as DDL, or null
 * @param features one column of features, or the columns of single features in order
 * @param columns those passed on; empty for all
 * @param result name of the column of scores
 * @param reason name of the quarantine's column of reasons
 */
public record ScoreSettings(
    String model,
    Place input,
    String schema,
    List<String> features,
    List<String> columns,
    String result,
    Place output,
    List<String> partitionBy,
    WriteMode mode,
    BadRowChoice badRows,
    String reason) {

  /** By the names of the options, for the manifest and for messages. */
  public Map<String, String> byName() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("--model", model);
    settings.put("--input", input.toString());
    settings.put("--input-option", input.options().toString());
    settings.put("--schema", String.valueOf(schema));
    settings.put("--features", String.join(",", features));
    settings.put("--columns", String.join(",", columns));
    settings.put("--result", result);
    settings.put("--output", output.toString());
    settings.put("--output-option", output.options().toString());
    settings.put("--partition-by", String.join(",", partitionBy));
    settings.put("--mode", mode.name().toLowerCase(Locale.ROOT));
    settings.put("--bad-rows", badRows.toString());
    settings.put("--reason-column", reason);
    return settings;
  }
}
