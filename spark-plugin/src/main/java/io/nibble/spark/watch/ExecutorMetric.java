package io.nibble.spark.watch;

import io.nibble.kernel.NativeLibrary;
import io.nibble.memory.OffHeap;
import io.nibble.spark.models.store.ModelStore;
import io.nibble.spark.score.ScoringCounts;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** What an executor counts and measures, over all queries since its JVM started. */
public enum ExecutorMetric {
  ROWS(
      "rows",
      Kind.COUNT,
      "rows that went through a model",
      () -> ScoringCounts.BATCHED.rows() + ScoringCounts.ROW_BY_ROW.rows()),
  BATCHES(
      "batches",
      Kind.COUNT,
      "calls of the kernels with a batch of rows",
      ScoringCounts.BATCHED::batches),
  BAD_ROWS(
      "badRows",
      Kind.COUNT,
      "rows that a model cannot score, scored NULL",
      () -> ScoringCounts.BATCHED.badRows() + ScoringCounts.ROW_BY_ROW.badRows()),
  FALLBACK_ROWS(
      "fallbackRows",
      Kind.COUNT,
      "of `rows`, those scored one at a time: by the fallback of a plan, `spark.nibble.enabled=false`"
          + " or a classic UDF",
      ScoringCounts.ROW_BY_ROW::rows),
  PACK_SECONDS(
      "packSeconds",
      Kind.SECONDS,
      "filling batches, as long as all tasks together",
      ScoringCounts.BATCHED::packNanos),
  KERNEL_SECONDS(
      "kernelSeconds",
      Kind.SECONDS,
      "in the kernels, as long as all tasks together",
      () -> ScoringCounts.BATCHED.kernelNanos() + ScoringCounts.ROW_BY_ROW.kernelNanos()),
  MODELS(
      "models",
      Kind.STATE,
      "models in the executor store",
      () -> ModelStore.instance().holdings().size()),
  MODEL_LEASES(
      "modelLeases",
      Kind.STATE,
      "uses of models by tasks that run now",
      () -> ModelStore.instance().holdings().stream().mapToLong(ModelStore.Holding::leases).sum()),
  MODEL_BYTES(
      "modelBytes",
      Kind.STATE,
      "native bytes of the models in the executor store",
      () ->
          ModelStore.instance().holdings().stream()
              .mapToLong(ModelStore.Holding::nativeBytes)
              .sum()),
  NATIVE_BYTES(
      "nativeBytes",
      Kind.STATE,
      "all native bytes that Nibble holds: models and the batches of running tasks",
      OffHeap::liveBytes),
  MODEL_LOADS(
      "modelLoads",
      Kind.COUNT,
      "models brought to the executor",
      () -> ModelStore.instance().counts().loads()),
  MODEL_LOAD_FAILURES(
      "modelLoadFailures",
      Kind.COUNT,
      "attempts at it that failed",
      () -> ModelStore.instance().counts().failedLoads()),
  MODEL_LOAD_SECONDS(
      "modelLoadSeconds",
      Kind.SECONDS,
      "bringing models to the executor",
      () -> ModelStore.instance().counts().loadNanos()),
  MODEL_EVICTIONS(
      "modelEvictions",
      Kind.COUNT,
      "models that left the executor store: idle, unloaded, or to make room for others",
      () -> ModelStore.instance().counts().evictions()),
  PLAIN_JAVA(
      "plainJava",
      Kind.STATE,
      "1 if the native library could not be loaded, so that plain Java scores; else 0",
      () -> NativeLibrary.isAvailable() ? 0 : 1);

  /** How a metric behaves. */
  public enum Kind {
    /** Grows. */
    COUNT,
    /** Grows; measured in nanoseconds, shown in seconds. */
    SECONDS,
    /** What is now. */
    STATE
  }

  private final String label;
  private final Kind kind;
  private final String meaning;
  private final LongSupplier reading;

  ExecutorMetric(String label, Kind kind, String meaning, LongSupplier reading) {
    this.label = label;
    this.kind = kind;
    this.meaning = meaning;
    this.reading = reading;
  }

  /** Its name in Spark's metrics system and in {@code nibble_executors()}. */
  public String label() {
    return label;
  }

  public Kind kind() {
    return kind;
  }

  /** For people. */
  public String meaning() {
    return meaning;
  }

  /** Its value in this JVM now, as people see it. */
  public Number now() {
    return shown(read());
  }

  /** Its value in this JVM now; nanoseconds for {@link Kind#SECONDS}. */
  long read() {
    return reading.getAsLong();
  }

  /** A value as people see it: a Long, or a Double of seconds. */
  public Number shown(long value) {
    if (kind == Kind.SECONDS) {
      return (double) value / TimeUnit.SECONDS.toNanos(1);
    }
    return value;
  }
}
