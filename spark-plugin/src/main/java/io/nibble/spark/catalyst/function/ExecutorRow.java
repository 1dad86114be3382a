package io.nibble.spark.catalyst.function;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import io.nibble.spark.models.store.ModelStore;
import io.nibble.spark.watch.ExecutorMetric;
import io.nibble.spark.watch.ExecutorReport;
import io.nibble.spark.watch.ExecutorState;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A row of {@code nibble_executors()}: who, what scores there, what it holds, every metric. */
final class ExecutorRow {
  static final StructType SCHEMA = schema();

  private ExecutorRow() {}

  private static StructType schema() {
    StructType held =
        new StructType()
            .add("hash", StringType, false)
            .add("isa", StringType, false)
            .add("bytes", LongType, false)
            .add("leases", IntegerType, false);
    StructType schema =
        new StructType()
            .add("executor", StringType, false)
            .add("host", StringType, false)
            .add("live", BooleanType, false)
            .add("seen", TimestampType, false)
            .add("version", StringType, false)
            .add("isa", StringType, true)
            .add("problem", StringType, true)
            .add("withheld", DataTypes.createMapType(StringType, StringType, false), false)
            .add("held", DataTypes.createArrayType(held, false), false);
    for (ExecutorMetric metric : ExecutorMetric.values()) {
      boolean isSeconds = metric.kind() == ExecutorMetric.Kind.SECONDS;
      schema = schema.add(metric.label(), isSeconds ? DoubleType : LongType, false);
    }
    return schema;
  }

  static Row of(ExecutorState state) {
    ExecutorReport report = state.report();
    List<Object> values = new ArrayList<>();
    values.add(report.executor());
    values.add(report.host());
    values.add(state.isLive());
    values.add(state.seen());
    values.add(report.version());
    values.add(nullIfEmpty(report.isa()));
    values.add(nullIfEmpty(report.problem()));
    values.add(report.withheld());
    values.add(state.figures().models().stream().map(ExecutorRow::held).toList());
    for (ExecutorMetric metric : ExecutorMetric.values()) {
      values.add(metric.shown(state.figures().value(metric)));
    }
    return RowFactory.create(values.toArray());
  }

  private static Row held(ModelStore.Holding model) {
    return RowFactory.create(model.contentHash(), model.isa(), model.nativeBytes(), model.leases());
  }

  private static String nullIfEmpty(String text) {
    return text.isEmpty() ? null : text;
  }
}
