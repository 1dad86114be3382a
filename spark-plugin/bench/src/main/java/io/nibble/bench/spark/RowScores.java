package io.nibble.bench.spark;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import scala.collection.Seq;

/** What a careful user writes in a UDF: one row at a time, with buffers that the thread keeps. */
record RowScores(BatchModel.Factory factory) implements UDF1<Seq<Float>, float[]> {
  // Kept for the thread: a UDF is not told when its task ends.
  private static final ThreadLocal<BatchModel> MODEL = new ThreadLocal<>();

  @Override
  public float[] call(Seq<Float> features) {
    BatchModel model = MODEL.get();
    if (model == null) {
      model = factory.open(1);
      MODEL.set(model);
    }
    model.put(0, floats(features));
    model.run(1);
    return model.scores(0);
  }

  /** The features in column 1 of a row. */
  static float[] features(Row row) {
    return floats(row.getSeq(1));
  }

  private static float[] floats(Seq<Float> features) {
    float[] floats = new float[features.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = features.apply(i);
    }
    return floats;
  }
}
