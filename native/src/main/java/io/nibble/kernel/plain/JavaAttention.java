package io.nibble.kernel.plain;

import static io.nibble.kernel.plain.JavaElementwise.canonical;

import io.nibble.kernel.operand.Attention;
import io.nibble.kernel.operand.Matrix;
import io.nibble.memory.RawMemory;
import java.util.Arrays;

/**
 * Attention, one query of one head after the other. Loops run over keys for scores and over columns
 * for sums, so that each score takes its terms in the order of d, each sum in the order of keys.
 */
final class JavaAttention {
  private final Attention settings;
  private final int headSize;
  private final Rows input;
  private final Rows output;
  private final float[] query;
  private final float[] turned;
  private final float[] angles;
  private final float[] sums;

  JavaAttention(Attention settings, Matrix qkv, Matrix y) {
    this.settings = settings;
    this.headSize = settings.headSize();
    this.input = new Rows(qkv);
    this.output = new Rows(y);
    this.query = new float[headSize];
    this.turned = new float[headSize];
    this.angles = new float[headSize];
    this.sums = new float[headSize];
  }

  void run(long offsets, long rows) {
    for (long row = 0; row < rows; row++) {
      int first = RawMemory.intAt(offsets + 4 * row);
      int tokens = RawMemory.intAt(offsets + 4 * (row + 1)) - first;
      attend(first, tokens);
    }
  }

  private void attend(int first, int tokens) {
    float[][] keys = new float[headSize][tokens];
    float[][] values = new float[tokens][headSize];
    float[] scores = new float[tokens];
    int group = settings.heads() / settings.keyValueHeads();
    for (int kvHead = 0; kvHead < settings.keyValueHeads(); kvHead++) {
      for (int j = 0; j < tokens; j++) {
        loadTurned(first, j, settings.heads() + kvHead, query);
        for (int d = 0; d < headSize; d++) {
          keys[d][j] = query[d];
        }
        load(first + j, settings.heads() + settings.keyValueHeads() + kvHead, values[j]);
      }
      for (int head = kvHead * group; head < (kvHead + 1) * group; head++) {
        for (int i = 0; i < tokens; i++) {
          int from = (int) Math.max(0, i - settings.before());
          int to = (int) (i + Math.min(settings.after(), tokens - 1 - i)) + 1;
          loadTurned(first, i, head, query);
          score(keys, scores, from, to);
          weigh(head, i, scores, from, to);
          sum(scores, values, from, to);
          output.store(first + i, head * headSize, sums, 0, headSize);
        }
      }
    }
  }

  private void load(long token, int head, float[] target) {
    input.load(token, head * headSize, target, headSize);
  }

  /** A query or key, turned by its position where the model has rotary positions. */
  private void loadTurned(long first, int position, int head, float[] target) {
    load(first + position, head, target);
    if (settings.rotary() == null) {
      return;
    }
    long from = settings.rotary().angles().address() + 4L * position * headSize;
    RawMemory.copy(from, angles, 0, headSize);
    int half = headSize / 2;
    for (int j = 0; j < half; j++) {
      float cosine = angles[j];
      float sine = angles[j + half];
      turned[j] = Math.fma(-target[j + half], sine, target[j] * cosine);
      turned[j + half] = Math.fma(target[j], sine, target[j + half] * cosine);
    }
    System.arraycopy(turned, 0, target, 0, headSize);
  }

  private void score(float[][] keys, float[] scores, int from, int to) {
    Arrays.fill(scores, from, to, 0);
    for (int d = 0; d < headSize; d++) {
      float q = query[d];
      float[] key = keys[d];
      for (int j = from; j < to; j++) {
        scores[j] = Math.fma(q, key[j], scores[j]);
      }
    }
  }

  /** Scales the scores and adds their biases. */
  private void weigh(int head, int query, float[] scores, int from, int to) {
    float scale = settings.scale();
    Attention.PositionBias bias = settings.bias();
    for (int j = from; j < to; j++) {
      scores[j] =
          bias == null
              ? scores[j] * scale
              : Math.fma(scores[j], scale, biasAt(bias, head, j - query));
    }
  }

  private static float biasAt(Attention.PositionBias bias, int head, int distance) {
    int bounded = Math.max(-bias.reach(), Math.min(bias.reach(), distance));
    long index = head * bias.perHead() + bias.reach() + bounded;
    return RawMemory.floatAt(bias.values().address() + 4 * index);
  }

  /** The values by the exponentials of their scores, over the sum of these. */
  private void sum(float[] scores, float[][] values, int from, int to) {
    float max = Float.NEGATIVE_INFINITY;
    for (int j = from; j < to; j++) {
      max = scores[j] > max ? scores[j] : max;
    }
    for (int j = from; j < to; j++) {
      float distance = scores[j] - max;
      scores[j] = Float.isNaN(distance) ? Float.NaN : Exp.exp(distance);
    }
    float total = LaneSums.sum(scores, from, to);
    Arrays.fill(sums, 0);
    for (int j = from; j < to; j++) {
      float weight = scores[j];
      float[] value = values[j];
      for (int d = 0; d < headSize; d++) {
        sums[d] = Math.fma(weight, value[d], sums[d]);
      }
    }
    for (int d = 0; d < headSize; d++) {
      sums[d] = canonical(sums[d] / total);
    }
  }
}
