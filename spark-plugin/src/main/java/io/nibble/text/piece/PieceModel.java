package io.nibble.text.piece;

/**
 * Makes tokens of words. Immutable and thread-safe; each thread has a {@link Pieces} of its own.
 */
public interface PieceModel {
  Pieces pieces();
}
