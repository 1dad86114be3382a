package io.nibble.bench.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** ONNX Runtime on one thread: one session, one node a copy, results written where they belong. */
final class OrtContender implements Contender {
  private static final int ALIGNMENT = 64;

  private final Setting setting;
  private final List<? extends Layer> layers;
  private final OrtSession session;

  private OrtContender(Setting setting, List<? extends Layer> layers, byte[] model) {
    this.setting = setting;
    this.layers = layers;
    this.session = session(model);
  }

  static Contender matMulNBits(List<Int4Layer> layers) {
    Int4Layer layer = layers.get(0);
    Setting setting = new Setting("ort_matmulnbits", layer.group(), layer.symmetric());
    return new OrtContender(setting, layers, OnnxModels.matMulNBits(layers));
  }

  static Contender dynamicInt8(List<Int8Layer> layers) {
    return new OrtContender(
        new Setting("ort_int8", 0, true), layers, OnnxModels.dynamicInt8(layers));
  }

  static Contender float32(List<Float32Layer> layers) {
    return new OrtContender(
        new Setting("ort_float32", 0, true), layers, OnnxModels.float32(layers));
  }

  @Override
  public Setting setting() {
    return setting;
  }

  @Override
  public List<? extends Layer> layers() {
    return layers;
  }

  @Override
  public Pass bind(Batch batch, boolean keepAll) {
    try {
      return new OrtPass(batch, keepAll);
    } catch (OrtException e) {
      throw failure(e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw failure(e);
    }
  }

  private static OrtSession session(byte[] model) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.addConfigEntry("session.inter_op.allow_spinning", "0");
      return OrtEnvironment.getEnvironment().createSession(model, options);
    } catch (OrtException e) {
      throw failure(e);
    }
  }

  private static IllegalStateException failure(OrtException cause) {
    return new IllegalStateException("ONNX Runtime: " + cause.getMessage(), cause);
  }

  private final class OrtPass implements Pass {
    private final Map<String, OnnxTensor> x;
    private final Map<String, OnnxTensor> y = new HashMap<>();
    private final List<FloatBuffer> results = new ArrayList<>();

    OrtPass(Batch batch, boolean keepAll) throws OrtException {
      int n = layers.get(0).n();
      FloatBuffer input = floats(batch.x().length);
      input.put(0, batch.x());
      x = Map.of(OnnxGraph.INPUT, tensor(input, batch.m(), batch.k()));
      OnnxTensor result = null;
      for (int i = 0; i < layers.size(); i++) {
        if (result == null || keepAll) {
          results.add(floats(Math.multiplyExact(batch.m(), n)));
          result = tensor(results.get(i), batch.m(), n);
        }
        y.put(OnnxGraph.output(i), result);
      }
    }

    @Override
    public void run() {
      try {
        session.run(x, y).close();
      } catch (OrtException e) {
        throw failure(e);
      }
    }

    @Override
    public void copyRow(int copy, int row, float[] target) {
      results.get(copy).get(row * target.length, target);
    }

    @Override
    public void close() {
      x.values().forEach(OnnxTensor::close);
      y.values().stream().distinct().forEach(OnnxTensor::close);
    }

    /** Direct memory with the alignment that Nibble's blocks have: no side has a copy to make. */
    private static FloatBuffer floats(int count) {
      int bytes = Math.multiplyExact(count, Float.BYTES);
      ByteBuffer block = ByteBuffer.allocateDirect(Math.addExact(bytes, ALIGNMENT));
      return block
          .slice((ALIGNMENT - block.alignmentOffset(0, ALIGNMENT)) % ALIGNMENT, bytes)
          .order(ByteOrder.nativeOrder())
          .asFloatBuffer();
    }

    private static OnnxTensor tensor(FloatBuffer data, int rows, int columns) throws OrtException {
      return OnnxTensor.createTensor(
          OrtEnvironment.getEnvironment(), data, new long[] {rows, columns});
    }
  }
}
