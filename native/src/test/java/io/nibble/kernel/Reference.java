package io.nibble.kernel;

import io.nibble.kernel.operand.Activation;

/** The activation functions in double arithmetic, from their textbook definitions. */
final class Reference {
  private Reference() {}

  static double value(Activation activation, double x) {
    return switch (activation) {
      case IDENTITY -> x;
      case RELU -> Math.max(x, 0);
      case GELU_ERF -> x * normalCdf(x);
      case GELU_TANH -> x * sigmoid(2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x));
      case SILU -> x * sigmoid(x);
      case TANH -> Math.tanh(x);
      case SIGMOID -> sigmoid(x);
    };
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** Φ by its Taylor series near 0, by the continued fraction of its tail elsewhere. */
  static double normalCdf(double x) {
    if (Math.abs(x) < 3) {
      double term = x;
      double sum = x;
      for (int i = 3; Math.abs(term) > 1e-18 * Math.abs(sum); i += 2) {
        term *= x * x / i;
        sum += term;
      }
      return 0.5 + sum * density(x);
    }
    // a + 1/(a + 2/(a + 3/…)), from the inside out.
    double fraction = Math.abs(x);
    for (int i = 200; i > 0; i--) {
      fraction = Math.abs(x) + i / fraction;
    }
    double tail = density(x) / fraction;
    return x < 0 ? tail : 1 - tail;
  }

  private static double density(double x) {
    return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }
}
