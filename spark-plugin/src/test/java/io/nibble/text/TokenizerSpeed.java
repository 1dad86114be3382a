package io.nibble.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tokens a second on one thread, ours and those of Hugging Face's library by turns, of all lines of
 * the Markdown files of a folder: {@code TokenizerSpeed TOKENIZER FOLDER ROUNDS}.
 */
public final class TokenizerSpeed {
  private static final double NANOSECONDS = 1e9;
  private static final int REPETITIONS = 5;

  private final List<String> texts;
  private final List<byte[]> bytes;
  private final Encoder encoder;
  private final HuggingFaceTokenizer library;

  private TokenizerSpeed(Path tokenizer, Path folder) throws IOException {
    texts = lines(folder);
    bytes = texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    encoder = Tokenizer.of(tokenizer.toString(), Files.readAllBytes(tokenizer)).encoder(1 << 20);
    library = TokenizerSearch.library(tokenizer);
  }

  public static void main(String[] args) throws IOException {
    TokenizerSpeed speed = new TokenizerSpeed(Path.of(args[0]), Path.of(args[1]));
    for (int round = 0; round < Integer.parseInt(args[2]); round++) {
      double ours = rate(speed::ours);
      double theirs = rate(speed::theirs);
      System.out.printf(
          "%.2f and %.2f million tokens a second, %.1f times as many%n",
          ours / 1e6, theirs / 1e6, ours / theirs);
    }
  }

  private static List<String> lines(Path folder) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder).sorted()) {
      for (Path file : files.filter(path -> path.toString().endsWith(".md")).toList()) {
        Files.readAllLines(file).stream().filter(line -> !line.isBlank()).forEach(lines::add);
      }
    }
    return lines;
  }

  /** All texts once; how many tokens they are. */
  private interface Pass {
    long run();
  }

  private static double rate(Pass pass) {
    long begin = System.nanoTime();
    long tokens = 0;
    for (int i = 0; i < REPETITIONS; i++) {
      tokens += pass.run();
    }
    return tokens * NANOSECONDS / (System.nanoTime() - begin);
  }

  private long ours() {
    long tokens = 0;
    for (byte[] text : bytes) {
      encoder.encode(text);
      tokens += encoder.length();
    }
    return tokens;
  }

  private long theirs() {
    long tokens = 0;
    for (String text : texts) {
      tokens += library.encode(text).getIds().length;
    }
    return tokens;
  }
}
