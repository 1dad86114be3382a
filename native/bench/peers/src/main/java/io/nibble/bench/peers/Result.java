package io.nibble.bench.peers;

import java.util.Locale;

/**
 * One contender beside the setting of Nibble that it is compared with, per layer.
 *
 * @param nanos median time of one layer
 * @param callNanos this layer's share of a call of OpenVINO that computes nothing, which {@code
 *     nanos} includes; 0 for others
 * @param spread distance of the quartiles, as a part of the median
 * @param decibels SQNR against float64
 */
record Result(
    Shape shape,
    int m,
    Setting setting,
    Setting nibble,
    double nanos,
    double callNanos,
    double spread,
    double decibels,
    double nibbleNanos) {
  /** How many times as fast Nibble is, OpenVINO's calls taken off. */
  double ratioToNibble() {
    return (nanos - callNanos) / nibbleNanos;
  }

  double gops() {
    return 2.0 * m * shape.weights() / nanos;
  }

  /** One JSON object. group and weights are Nibble's where the contender has none of its own. */
  String json(String isa, String ortVersion, String openVinoVersion) {
    return String.format(
        Locale.ROOT,
        "{\"bench\":\"peers\",\"contender\":\"%s\",\"shape\":\"%s\",\"m\":%d,\"n\":%d,\"k\":%d,"
            + "\"group\":%d,\"weights\":\"%s\",\"threads\":1,\"ns\":%.0f,\"call_ns\":%.0f,\"gops\":%.1f,"
            + "\"spread_pct\":%.1f,\"sqnr_db\":%.1f,\"nibble_ns\":%.0f,\"ratio_to_nibble\":%.3f,"
            + "\"isa\":\"%s\",\"onnxruntime\":\"%s\",\"openvino\":\"%s\"}",
        setting.contender(),
        shape.name(),
        m,
        shape.n(),
        shape.k(),
        nibble.group(),
        nibble.weights(),
        nanos,
        callNanos,
        gops(),
        100 * spread,
        decibels,
        nibbleNanos,
        ratioToNibble(),
        isa,
        ortVersion,
        openVinoVersion);
  }
}
