package io.nibble.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Random texts, and Hugging Face's own library to compare with. The long search: {@code
 * TokenizerSearch FILE FIRST_SEED TEXTS}.
 */
public final class TokenizerSearch implements AutoCloseable {
  private static final Path FILES = Path.of("src/test/resources/golden/text");
  private static final int LONG = 1 << 20;
  private static final int REPORTED = 100_000;

  // The library's version here has an older table of grapheme clusters than the pinned one.
  private static final Pattern UNASSIGNED = Pattern.compile("\\p{Cn}");

  private final boolean hasClusters;
  private final HuggingFaceTokenizer library;
  private final Encoder encoder;

  TokenizerSearch(String name) throws IOException {
    Path file = FILES.resolve(name);
    hasClusters = Files.readString(file).contains("\"Precompiled\"");
    library = library(file);
    encoder = Tokenizer.of(name, Files.readAllBytes(file)).encoder(LONG);
  }

  /** Hugging Face's library. */
  static HuggingFaceTokenizer library(Path file) throws IOException {
    // Where it unpacks itself.
    System.setProperty("DJL_CACHE_DIR", Path.of("target/djl").toAbsolutePath().toString());
    System.setProperty("ai.djl.offline", "true");
    return HuggingFaceTokenizer.builder()
        .optTokenizerPath(file)
        .optTruncation(false)
        .optPadding(false)
        .build();
  }

  public static void main(String[] args) throws IOException {
    long first = Long.parseLong(args[1]);
    long end = first + Long.parseLong(args[2]);
    int different = 0;
    try (TokenizerSearch search = new TokenizerSearch(args[0])) {
      for (long seed = first; seed < end; seed++) {
        Optional<String> difference = search.difference(new RandomTexts(seed).next());
        difference.ifPresent(System.out::println);
        different += difference.isPresent() ? 1 : 0;
        if ((seed + 1 - first) % REPORTED == 0) {
          System.out.println((seed + 1 - first) + " texts, " + different + " different");
        }
      }
    }
    System.out.println((end - first) + " texts, " + different + " different");
    System.exit(different == 0 ? 0 : 1);
  }

  /** What of a text's tokens is not as the library has it. */
  Optional<String> difference(String random) {
    String text = hasClusters ? UNASSIGNED.matcher(random).replaceAll("") : random;
    encoder.encode(text.getBytes(StandardCharsets.UTF_8));
    String ours = ours();
    String theirs = theirs(library.encode(text));
    return ours.equals(theirs)
        ? Optional.empty()
        : Optional.of(escaped(text) + "\n  ours   " + ours + "\n  theirs " + theirs);
  }

  private String ours() {
    StringBuilder tokens = new StringBuilder();
    for (int i = 0; i < encoder.length(); i++) {
      tokens.append(encoder.id(i)).append('/').append(encoder.type(i));
      if (encoder.source(i) >= 0) {
        tokens.append(" at ").append(encoder.begin(i)).append("..").append(encoder.end(i));
      }
      tokens.append(", ");
    }
    return tokens.toString();
  }

  private static String theirs(Encoding encoding) {
    StringBuilder tokens = new StringBuilder();
    CharSpan[] spans = encoding.getCharTokenSpans();
    for (int i = 0; i < spans.length; i++) {
      tokens.append(encoding.getIds()[i]).append('/').append(encoding.getTypeIds()[i]);
      if (spans[i] != null) {
        tokens.append(" at ").append(spans[i].getStart()).append("..").append(spans[i].getEnd());
      }
      tokens.append(", ");
    }
    return tokens.toString();
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints().forEach(point -> escaped.append(String.format("%04X ", point)));
    return escaped.toString();
  }

  @Override
  public void close() {
    library.close();
  }
}
