package io.nibble.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** Loads the library that the jar holds for this platform. */
final class NativeLoader {
  private static final String NAME = System.mapLibraryName("jniNibble");

  /** Open while the library is in use: its name must not come to mean another file. */
  private static NamelessFile loaded;

  private NativeLoader() {}

  static void load() throws IOException {
    loaded = LibraryFile.of(resource());
    try {
      System.load(loaded.path().toString());
    } catch (UnsatisfiedLinkError e) {
      throw unloadable("the jar's " + NAME + " cannot be loaded: " + e.getMessage(), e);
    } catch (IllegalCallerException e) {
      throw unloadable(
          "this JVM was told to refuse native code; start it with"
              + " --enable-native-access=ALL-UNNAMED",
          e);
    }
    NativeProvider.checkAbi();
  }

  private static UnsatisfiedLinkError unloadable(String reason, Throwable cause) {
    UnsatisfiedLinkError error = new UnsatisfiedLinkError(reason);
    error.initCause(cause);
    return error;
  }

  /** Folder of the jar and name of this platform, in JavaCPP's words: "linux-x86_64". */
  static String platform(String os, String arch) {
    String name = os.toLowerCase(Locale.ROOT);
    String family = name.startsWith("mac") ? "macosx" : name.split(" ")[0];
    return switch (arch) {
      case "amd64", "x86_64" -> family + "-x86_64";
      case "aarch64", "arm64" -> family + "-arm64";
      default -> family + "-" + arch;
    };
  }

  private static byte[] resource() throws IOException {
    String platform = platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    String name = platform + "/" + NAME;
    try (InputStream in = NativeLoader.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new UnsatisfiedLinkError(
            "this build has no native library for the platform " + platform + " (no " + name + ")");
      }
      return in.readAllBytes();
    }
  }
}
