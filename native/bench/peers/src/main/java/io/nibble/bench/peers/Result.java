package io.nibble.bench.peers;

import java.util.Locale;

/**
 * One contender beside the setting of Nibble that it is compared with, per layer.
 *
 * @param nanos median time of one layer
 * @param spread distance of the quartiles, as a part of the median
 * @param decibels SQNR against float64
 */
record Result(
    Shape shape,
    int m,
    Setting setting,
    Setting nibble,
    double nanos,
    double spread,
    double decibels,
    double nibbleNanos) {
  /** How many times as fast Nibble is. */
  double ratioToNibble() {
    return nanos / nibbleNanos;
  }

  double gops() {
    return 2.0 * m * shape.weights() / nanos;
  }

  /** One JSON object. group and weights are Nibble's where the contender has none of its own. */
  String json(String isa, String ortVersion) {
    return String.format(
        Locale.ROOT,
        "{\"bench\":\"peers\",\"contender\":\"%s\",\"shape\":\"%s\",\"m\":%d,\"n\":%d,\"k\":%d,"
            + "\"group\":%d,\"weights\":\"%s\",\"threads\":1,\"ns\":%.0f,\"gops\":%.1f,"
            + "\"spread_pct\":%.1f,\"sqnr_db\":%.1f,\"nibble_ns\":%.0f,\"ratio_to_nibble\":%.3f,"
            + "\"isa\":\"%s\",\"onnxruntime\":\"%s\"}",
        setting.contender(),
        shape.name(),
        m,
        shape.n(),
        shape.k(),
        nibble.group(),
        nibble.weights(),
        nanos,
        gops(),
        100 * spread,
        decibels,
        nibbleNanos,
        ratioToNibble(),
        isa,
        ortVersion);
  }
}
