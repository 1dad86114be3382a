package io.nibble.bench.spark;

import io.nibble.run.Session;
import java.io.Serializable;

/** A model as a task of mapPartitions uses it: rows in, a call for each batch, rows out. */
interface BatchModel extends AutoCloseable {
  /** Opens one for each task. */
  interface Factory extends Serializable {
    BatchModel open(int rows);
  }

  void put(int row, float[] features);

  void run(int rows);

  float[] scores(int row);

  @Override
  void close();

  /** Nibble without the operator. */
  static BatchModel nibble(String path, int rows) {
    Session session = PlainModel.of(path).session(rows);
    int outputs = PlainModel.of(path).header().outputWidth();
    return new BatchModel() {
      @Override
      public void put(int row, float[] features) {
        session.input().copyFrom(features, 0, (long) row * features.length, features.length);
      }

      @Override
      public void run(int count) {
        session.run(count);
      }

      @Override
      public float[] scores(int row) {
        float[] scores = new float[outputs];
        session.output().copyTo((long) row * outputs, scores, 0, outputs);
        return scores;
      }

      @Override
      public void close() {
        session.close();
      }
    };
  }
}
