package io.nibble.bench.peers;

/**
 * What is computed and by whom.
 *
 * @param contender "nibble", "ort_matmulnbits", "ort_int8", "ort_float32", "openvino_int4",
 *     "openvino_int8" or "openvino_float32"
 * @param group group size of 4-bit weights, 0 for other weights: Nibble's are then 8-bit
 * @param symmetric whether the weights have no zero points
 */
record Setting(String contender, int group, boolean symmetric) {
  static final String NIBBLE = "nibble";

  boolean isOpenVino() {
    return contender.startsWith("openvino");
  }

  boolean isNibble() {
    return contender.equals(NIBBLE);
  }

  /** Whether a comparison with this setting of Nibble says anything: same group, same symmetry. */
  boolean comparesWith(Setting nibble) {
    if (isNibble()) {
      return equals(nibble);
    }
    return nibble.isNibble()
        && (group == 0 || group == nibble.group && symmetric == nibble.symmetric);
  }

  String weights() {
    if (isNibble() && group == 0) {
      return "int8";
    }
    return symmetric ? "sym" : "asym";
  }
}
