package io.nibble.spark.conf;

import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * Typed reads of the settings. A session's own value wins over the application's, which wins over
 * the default.
 */
public final class NibbleConf {
  private final Function<String, Optional<String>> source;

  private NibbleConf(Function<String, Optional<String>> source) {
    this.source = source;
  }

  /** Reads from {@code source}, which answers empty for a key that is not set. */
  public static NibbleConf of(Function<String, Optional<String>> source) {
    return new NibbleConf(source);
  }

  /** Reads what is set for the whole application. */
  public static NibbleConf of(SparkConf conf) {
    return of(key -> conf.contains(key) ? Optional.of(conf.get(key)) : Optional.empty());
  }

  /** Reads what is set in a session, or else for its application. */
  public static NibbleConf of(SparkSession spark) {
    NibbleConf application = of(spark.sparkContext().conf());
    return of(
        key ->
            Optional.ofNullable(spark.conf().get(key, null))
                .or(() -> application.source.apply(key)));
  }

  /**
   * Reads every setting.
   *
   * @throws IllegalArgumentException of the first whose value is not accepted
   */
  public void check() {
    NibbleKeys.ALL.forEach(this::read);
  }

  public boolean enabled() {
    return read(NibbleKeys.ENABLED);
  }

  public int batchRows() {
    return read(NibbleKeys.BATCH_ROWS);
  }

  public int shardBytes() {
    return read(NibbleKeys.SHARD_BYTES);
  }

  public ExplainCalls explain() {
    return read(NibbleKeys.EXPLAIN);
  }

  public String isa() {
    return read(NibbleKeys.ISA);
  }

  public boolean nativeRequired() {
    return read(NibbleKeys.NATIVE_REQUIRED);
  }

  public Distribution distribution() {
    return read(NibbleKeys.MODEL_DISTRIBUTION);
  }

  public int storeIdleSeconds() {
    return read(NibbleKeys.STORE_IDLE_SECONDS);
  }

  public long storeMaxBytes() {
    return read(NibbleKeys.STORE_MAX_BYTES);
  }

  public ScoringSettings scoring() {
    return new ScoringSettings(read(NibbleKeys.BAD_ROWS), isa(), nativeRequired());
  }

  private <T> T read(ConfKey<T> key) {
    return source.apply(key.name()).map(key::parse).orElse(key.defaultValue());
  }
}
