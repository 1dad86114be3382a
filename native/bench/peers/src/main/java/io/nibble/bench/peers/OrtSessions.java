package io.nibble.bench.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** ONNX Runtime on the calling thread, and memory that it need not copy. */
public final class OrtSessions {
  private static final int ALIGNMENT = 64;

  private OrtSessions() {}

  public static OrtSession create(byte[] model) {
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

  public static IllegalStateException failure(OrtException cause) {
    return new IllegalStateException("ONNX Runtime: " + cause.getMessage(), cause);
  }

  /** Direct memory with the alignment that Nibble's blocks have: no side has a copy to make. */
  public static FloatBuffer floats(int count) {
    int bytes = Math.multiplyExact(count, Float.BYTES);
    ByteBuffer block = ByteBuffer.allocateDirect(Math.addExact(bytes, ALIGNMENT));
    return block
        .slice((ALIGNMENT - block.alignmentOffset(0, ALIGNMENT)) % ALIGNMENT, bytes)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /** A matrix in {@code data}, which is not copied. */
  public static OnnxTensor tensor(FloatBuffer data, int rows, int columns) throws OrtException {
    return OnnxTensor.createTensor(
        OrtEnvironment.getEnvironment(), data, new long[] {rows, columns});
  }
}
