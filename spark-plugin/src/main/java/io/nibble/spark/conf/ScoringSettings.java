package io.nibble.spark.conf;

import java.io.Serializable;

/**
 * What a call of {@code nibble_predict} keeps of the settings at the time it is analysed, so that
 * it means the same on every executor and in every later query that uses it.
 *
 * @param isa the forced implementation, or empty
 */
public record ScoringSettings(BadRowPolicy badRows, String isa, boolean nativeRequired)
    implements Serializable {}
