package io.nibble.spark.job;

import io.nibble.spark.job.settings.BadRowChoice;
import io.nibble.spark.job.settings.Place;
import io.nibble.spark.job.settings.ScoreSettings;
import io.nibble.spark.job.settings.WriteMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say what is scored, and into what. */
final class TableOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "The model, a .nibble file.")
  private String model;

  @Option(
      names = "--input",
      paramLabel = "PLACE",
      description = "The table to score: a path, or the name of a table.")
  private String input;

  @Option(
      names = "--input-format",
      paramLabel = "FORMAT",
      defaultValue = "parquet",
      description =
          "parquet, orc, csv, json, any other format that Spark knows by name, or table. Default:"
              + " ${DEFAULT-VALUE}.")
  private String inputFormat;

  @Option(
      names = "--input-option",
      paramLabel = "KEY=VALUE",
      description = "An option of Spark's reader, such as header=true. May be repeated.")
  private Map<String, String> inputOptions = new LinkedHashMap<>();

  @Option(
      names = "--schema",
      paramLabel = "DDL",
      description = "Columns of the input, such as 'id LONG, features ARRAY<FLOAT>'.")
  private String schema;

  @Option(
      names = "--features",
      paramLabel = "COLUMN",
      split = ",",
      defaultValue = "features",
      description =
          "The column of features: an array, a vector, or text with a JSON array; or the columns of"
              + " single features, in the model's order. Default: ${DEFAULT-VALUE}.")
  private List<String> features;

  @Option(
      names = "--columns",
      paramLabel = "COLUMN",
      split = ",",
      description = "Columns that are passed on. Default: all.")
  private List<String> columns = List.of();

  @Option(
      names = "--result",
      paramLabel = "NAME",
      defaultValue = "scores",
      description = "Name of the column of scores. Default: ${DEFAULT-VALUE}.")
  private String result;

  @Option(
      names = "--output",
      paramLabel = "PLACE",
      description = "Where the scored table goes: a path, or the name of a table.")
  private String output;

  @Option(
      names = "--output-format",
      paramLabel = "FORMAT",
      defaultValue = "parquet",
      description = "As --input-format. Default: ${DEFAULT-VALUE}.")
  private String outputFormat;

  @Option(
      names = "--output-option",
      paramLabel = "KEY=VALUE",
      description = "An option of Spark's writer. May be repeated.")
  private Map<String, String> outputOptions = new LinkedHashMap<>();

  @Option(
      names = "--partition-by",
      paramLabel = "COLUMN",
      split = ",",
      description = "Columns that become folders of the output.")
  private List<String> partitionBy = List.of();

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      defaultValue = "error",
      description =
          "What to do if the output exists: error, append, overwrite. Default: ${DEFAULT-VALUE}.")
  private WriteMode mode;

  @Option(
      names = "--bad-rows",
      paramLabel = "POLICY",
      defaultValue = "fail",
      converter = BadRowChoice.Converter.class,
      description =
          "What to do with a row that the model cannot score: fail; null: give it NULL scores;"
              + " quarantine=PATH: write it there, with the reason. Default: ${DEFAULT-VALUE}.")
  private BadRowChoice badRows;

  @Option(
      names = "--reason-column",
      paramLabel = "NAME",
      defaultValue = "nibble_reason",
      description = "Name of the quarantine's column of reasons. Default: ${DEFAULT-VALUE}.")
  private String reason;

  ScoreSettings settings() {
    Place from = place("--input", inputFormat, input, inputOptions);
    Place to = place("--output", outputFormat, output, outputOptions);
    return new ScoreSettings(
        model, from, schema, features, columns, result, to, partitionBy, mode, badRows, reason);
  }

  private Place place(String name, String format, String location, Map<String, String> options) {
    Place place = new Place(format.toLowerCase(Locale.ROOT), location, options);
    if (location == null && (options.isEmpty() || place.isTable())) {
      throw new ParameterException(spec.commandLine(), name + " is missing: a path or a table");
    }
    return place;
  }
}
