package io.nibble.kernel.plain;

import io.nibble.kernel.operand.Activation;
import io.nibble.memory.RawMemory;

/** The activation functions of docs/operators.md, operation by operation; every NaN is one NaN. */
final class JavaActivations {
  private static final int BUFFER = 1024;

  private static final float T0 = -0x1.555532p-2f;
  private static final float T1 = 0x1.110726p-3f;
  private static final float T2 = -0x1.b83c5ap-5f;
  private static final float T3 = 0x1.52269cp-6f;
  private static final float T4 = -0x1.75e1cep-8f;

  /** The tail of the normal distribution is exp(−a²/2) times this polynomial in 1/(1 + a/4). */
  private static final float[] TAIL = {
    0x1.988f9cp-4f, 0x1.97a3d0p-4f, 0x1.864c96p-4f, 0x1.2b0f60p-4f, 0x1.5774acp-4f,
    0x1.228e9cp-6f, 0x1.7277a0p-6f, 0x1.c9c2c2p-5f, -0x1.0857eap-4f, 0x1.14c3bap-6f
  };

  /** 2·√(2/π), and 0.044715 times that. */
  private static final float G1 = 0x1.988454p+0f;

  private static final float G3 = 0x1.2444f2p-4f;

  private JavaActivations() {}

  static void apply(Activation activation, long floats, long count) {
    float[] buffer = new float[(int) Math.min(BUFFER, count)];
    for (long i = 0; i < count; i += BUFFER) {
      int length = (int) Math.min(BUFFER, count - i);
      RawMemory.copy(floats + 4 * i, buffer, 0, length);
      apply(activation, buffer, 0, length);
      RawMemory.copy(buffer, 0, floats + 4 * i, length);
    }
  }

  static void apply(Activation activation, float[] values, int from, int count) {
    for (int i = from; i < from + count; i++) {
      float x = values[i];
      values[i] = Float.isNaN(x) ? Float.NaN : value(activation, x);
    }
  }

  private static float value(Activation activation, float x) {
    return switch (activation) {
      case IDENTITY -> x;
      case RELU -> positive(x);
      case GELU_ERF -> geluErf(x);
      case GELU_TANH -> geluTanh(x);
      case SILU -> atLeast(-110, x) * sigmoid(x);
      case TANH -> tanh(x);
      case SIGMOID -> sigmoid(x);
    };
  }

  private static float sigmoid(float x) {
    float e = Exp.exp(-Math.abs(x));
    return (x >= 0 ? 1 : e) / (1 + e);
  }

  private static float tanh(float x) {
    float a = Math.abs(x);
    float t = a * a;
    float p = Math.fma(T4, t, T3);
    p = Math.fma(p, t, T2);
    p = Math.fma(p, t, T1);
    p = Math.fma(p, t, T0);
    float small = Math.fma(a * t, p, a);
    float large = 1 - 2 / (Exp.exp(a + a) + 1);
    return Math.copySign(a < 0.625f ? small : large, x);
  }

  private static float geluErf(float x) {
    float a = Math.abs(x) < 16 ? Math.abs(x) : 16;
    float h = a * a;
    float lost = Math.fma(a, a, -h);
    float e = Exp.exp(-0.5f * h);
    e = Math.fma(e, -0.5f * lost, e);
    float t = 1 / Math.fma(a, 0.25f, 1);
    float p = TAIL[TAIL.length - 1];
    for (int i = TAIL.length - 2; i >= 0; i--) {
      p = Math.fma(p, t, TAIL[i]);
    }
    float q = e * (p * t);
    return Math.fma(-a, q, positive(x));
  }

  private static float geluTanh(float x) {
    float w = Math.fma(x * x, G3, G1) * x;
    return atLeast(-16, x) * sigmoid(w);
  }

  private static float positive(float x) {
    return x > 0 ? x : 0;
  }

  private static float atLeast(float bound, float x) {
    return x > bound ? x : bound;
  }
}
