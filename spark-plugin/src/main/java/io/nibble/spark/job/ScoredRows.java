package io.nibble.spark.job;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.nibble.cli.CommandException;
import io.nibble.model.ModelHeader;
import io.nibble.spark.conf.BadRowPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;

/** Rows of the input with what a job computes for them, and the columns of its output. */
final class ScoredRows {
  /** Columns of our own, dropped before anything is written. */
  static final String FEATURES = "nibble features";

  static final String WITHOUT_FEATURES = "nibble without features";
  static final String REASON = "nibble_reason";

  private final ScoreSettings settings;
  private final ModelHeader model;

  ScoredRows(ScoreSettings settings, ModelHeader model) {
    this.settings = settings;
    this.model = model;
  }

  /**
   * Adds scores, whether the features are NULL, and unless bad rows fail the job, why there are no
   * scores.
   */
  Dataset<Row> of(Dataset<Row> input) {
    Column features = col(FEATURES);
    Dataset<Row> scored =
        input
            .withColumn(FEATURES, Features.of(input, settings.features()))
            .withColumn(WITHOUT_FEATURES, features.isNull())
            .withColumn(
                settings.result(),
                call_function("nibble_predict", lit(settings.model()), features));
    return settings.badRows().policy() == BadRowPolicy.FAIL
        ? scored
        : scored.withColumn(
            REASON,
            RowDefects.reason(
                features, array(scored), Features.quoted(settings.result()), model.inputWidth()));
  }

  /**
   * The features of rows made by {@link #of}, as an array; not to be asked for where they are NULL.
   */
  static Column array(Dataset<Row> scored) {
    Column features = col(FEATURES);
    return scored.schema().apply(FEATURES).dataType() instanceof ArrayType
        ? features
        : Vectors.toArray(features);
  }

  /** The columns of the output, of rows made by {@link #of}. */
  Dataset<Row> output(Dataset<Row> input, Dataset<Row> scored) {
    List<Column> columns = new ArrayList<>();
    passedOn(input).forEach(name -> columns.add(Features.quoted(name)));
    if (settings.output().format().equals("csv")) {
      columns.addAll(scoreColumns());
    } else {
      columns.add(Features.quoted(settings.result()));
    }
    return scored.select(columns.toArray(Column[]::new));
  }

  /** CSV has no arrays: one column for each score. */
  private List<Column> scoreColumns() {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < model.outputWidth(); i++) {
      String name = model.outputNames().isEmpty() ? String.valueOf(i) : model.outputNames().get(i);
      columns.add(Features.quoted(settings.result()).getItem(i).as(settings.result() + "_" + name));
    }
    return columns;
  }

  /** The columns of the quarantine: the whole input, and the reason. */
  static Dataset<Row> quarantined(Dataset<Row> input, Dataset<Row> scored) {
    List<Column> columns = new ArrayList<>();
    Arrays.stream(input.columns()).forEach(name -> columns.add(Features.quoted(name)));
    columns.add(col(REASON));
    return scored.where(col(REASON).isNotNull()).select(columns.toArray(Column[]::new));
  }

  private List<String> passedOn(Dataset<Row> input) {
    List<String> names =
        settings.columns().isEmpty() ? List.of(input.columns()) : settings.columns();
    if (names.stream().anyMatch(settings.result()::equalsIgnoreCase)) {
      throw new CommandException(
          ExitCodes.FAILED,
          "the input has a column "
              + settings.result()
              + " already. Name the scores otherwise with --result.",
          null);
    }
    return names;
  }
}
