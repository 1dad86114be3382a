package io.nibble.spark.conf;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;

/**
 * Every setting of Nibble. Names start with {@code spark.nibble.}; words inside a name are joined
 * in camel case, and a dot separates a part of Nibble from its setting.
 */
public final class NibbleKeys {
  /** Shards above this size would crowd the heap of an executor that reads them. */
  public static final int MAX_SHARD_BYTES = 64 << 20;

  private static final String PREFIX = "spark.nibble.";
  private static final int MIN_SHARD_BYTES = 4 << 10;
  private static final int DEFAULT_SHARD_BYTES = 16 << 20;
  private static final int MAX_IDLE_SECONDS = 365 * 24 * 3600;
  private static final int MAX_BATCH_ROWS = 1 << 16;

  public static final ConfKey<BadRowPolicy> BAD_ROWS =
      new ConfKey<>(
          "spark.nibble.badRows",
          BadRowPolicy.FAIL,
          "`fail` or `null`",
          "Features of the wrong length, with a NULL element, NaN or infinity, or with a result"
              + " that is not finite: `fail` fails the query, `null` scores the row NULL and counts"
              + " it in the metric `bad rows`.",
          Parsers::badRows);

  public static final ConfKey<Integer> BATCH_ROWS =
      new ConfKey<>(
          "spark.nibble.batchRows",
          128,
          "1 to " + MAX_BATCH_ROWS,
          "Rows that a task gathers for one call of the kernels. Results do not depend on it.",
          text -> Parsers.intBetween(text, 1, MAX_BATCH_ROWS));

  public static final ConfKey<Boolean> ENABLED =
      new ConfKey<>(
          "spark.nibble.enabled",
          true,
          "`true` or `false`",
          "Whether queries are planned with the batched operator. `false` evaluates"
              + " `nibble_predict` row by row: slower, the same bits.",
          Parsers::bool);

  public static final ConfKey<ExplainCalls> EXPLAIN =
      new ConfKey<>(
          "spark.nibble.explain",
          ExplainCalls.FALLBACK,
          "`none`, `fallback` or `all`",
          "Which calls of `nibble_predict` the Spark driver's log tells of, as warnings, when a query"
              + " is planned: `fallback`, those that are evaluated row by row, and why; `all`, also"
              + " where the batched operator computes the others.",
          Parsers::explainCalls);

  public static final ConfKey<String> ISA =
      new ConfKey<>(
          "spark.nibble.isa",
          "",
          "the name of an instruction set, such as `portable`, or `java`; empty for the fastest",
          "Forces one implementation of the kernels. Where it cannot run, scoring fails and names"
              + " what is available.",
          Parsers::isa);

  public static final ConfKey<Distribution> MODEL_DISTRIBUTION =
      new ConfKey<>(
          "spark.nibble.model.distribution",
          Distribution.BROADCAST,
          "`broadcast` or `file`",
          "How weights come to executors. `broadcast`: by Spark, into native memory. `file`: each"
              + " executor copies the file, from its path or from `--files`, to a local disk and"
              + " maps it.",
          Parsers::distribution);

  public static final ConfKey<Boolean> NATIVE_REQUIRED =
      new ConfKey<>(
          "spark.nibble.native.required",
          false,
          "`true` or `false`",
          "Whether a native library that cannot be loaded is an error. `false` uses plain Java and"
              + " warns once, with the cause.",
          Parsers::bool);

  public static final ConfKey<Integer> SHARD_BYTES =
      new ConfKey<>(
          "spark.nibble.broadcast.shardBytes",
          DEFAULT_SHARD_BYTES,
          MIN_SHARD_BYTES + " to " + MAX_SHARD_BYTES,
          "Bytes of weights in one broadcast. A model travels as a header and as many of these as"
              + " it needs.",
          text -> Parsers.intBetween(text, MIN_SHARD_BYTES, MAX_SHARD_BYTES));

  public static final ConfKey<Integer> STORE_IDLE_SECONDS =
      new ConfKey<>(
          "spark.nibble.store.idleSeconds",
          600,
          "0 to " + MAX_IDLE_SECONDS + "; 0 for never",
          "A model that no task has used for so long leaves the native memory of an executor, and"
              + " the registry of the Spark driver. The next query loads it again.",
          text -> Parsers.intBetween(text, 0, MAX_IDLE_SECONDS));

  public static final ConfKey<Long> STORE_MAX_BYTES =
      new ConfKey<>(
          "spark.nibble.store.maxBytes",
          0L,
          "a number of bytes, or a size such as `2g`; 0 for no limit",
          "Native memory for models on each executor. Above it the models unused for longest leave"
              + " before another is loaded, but never one that a task uses.",
          Parsers::bytes);

  /** All of them, in alphabetical order. */
  public static final List<ConfKey<?>> ALL =
      List.of(
          BAD_ROWS,
          BATCH_ROWS,
          SHARD_BYTES,
          ENABLED,
          EXPLAIN,
          ISA,
          MODEL_DISTRIBUTION,
          NATIVE_REQUIRED,
          STORE_IDLE_SECONDS,
          STORE_MAX_BYTES);

  private NibbleKeys() {}

  /** Names in {@code conf} that look like settings of Nibble but are none, sorted. */
  public static List<String> unknown(SparkConf conf) {
    Set<String> known = ALL.stream().map(ConfKey::name).collect(Collectors.toSet());
    return Stream.of(conf.getAllWithPrefix(PREFIX))
        .map(entry -> PREFIX + entry._1())
        .filter(name -> !known.contains(name))
        .sorted()
        .toList();
  }
}
