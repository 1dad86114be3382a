package io.nibble.bench.peers;

/** One computation of every copy over the same batch, repeatable. */
interface Pass extends AutoCloseable {
  void run();

  /** Copies row {@code row} of a copy's result, if every copy keeps its own, to {@code target}. */
  void copyRow(int copy, int row, float[] target);

  @Override
  void close();
}
