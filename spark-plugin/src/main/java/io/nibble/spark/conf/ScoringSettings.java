package io.nibble.spark.conf;

import java.io.Serializable;

/**
 * What a call of {@code nibble_predict} keeps of the settings of the session that runs its query,
 * so that it means the same on every executor.
 *
 * @param isa the forced implementation, or empty
 */
public record ScoringSettings(BadRowPolicy badRows, String isa, boolean nativeRequired)
    implements Serializable {

  /** The part that decides what the scores are; the rest, how they are computed. */
  public ScoringSettings ofScores() {
    return new ScoringSettings(badRows, "", false);
  }
}
