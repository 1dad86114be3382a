package io.nibble.bench.peers;

/**
 * What is computed and by whom.
 *
 * @param contender "nibble", "ort_matmulnbits", "ort_int8" or "ort_float32"
 * @param group group size of 4-bit weights, 0 for other weights
 * @param symmetric whether the weights have no zero points
 */
record Setting(String contender, int group, boolean symmetric) {
  static final String NIBBLE = "nibble";

  boolean isNibble() {
    return contender.equals(NIBBLE);
  }

  /** Whether a comparison with this setting of Nibble says anything: same group, same symmetry. */
  boolean comparesWith(Setting nibble) {
    return nibble.isNibble()
        && (group == 0 || group == nibble.group && symmetric == nibble.symmetric);
  }

  String weights() {
    return symmetric ? "sym" : "asym";
  }
}
