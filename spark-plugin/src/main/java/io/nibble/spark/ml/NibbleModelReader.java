package io.nibble.spark.ml;

import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;

/** Loads what {@link NibbleModelWriter} saved, from wherever the folder lies by now. */
final class NibbleModelReader extends MLReader<NibbleModel> {
  @Override
  public NibbleModel load(String path) {
    Object loaded = new DefaultParamsReader<>().session(sparkSession()).load(path);
    if (!(loaded instanceof NibbleModel stage)) {
      throw new IllegalArgumentException(
          path + " holds a " + loaded.getClass().getName() + ", expected a NibbleModel");
    }
    return stage.setModelPath(new Path(path, NibbleModelWriter.FILE).toString());
  }
}
